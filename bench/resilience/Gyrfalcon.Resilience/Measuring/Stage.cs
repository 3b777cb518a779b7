using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using Gyrfalcon.Load;
using Gyrfalcon.Load.Processes;
using Gyrfalcon.Resilience.Contestants;
using Gyrfalcon.Resilience.Generating;
using Gyrfalcon.Resilience.Origins;
using Gyrfalcon.Resilience.Scenes;

namespace Gyrfalcon.Resilience.Measuring;

/// <summary>Plays a scene: fresh origins, a fresh proxy, the load, and the steps at their times.</summary>
internal sealed class Stage(Options options, Command origin, string directory, CancellationToken cancellation)
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(20);

    private readonly FreePorts _ports = new();
    private readonly ProcessLedger _ledger = new(Path.Combine(directory, "pids"));

    public Play Play(Scene scene, Contestant contestant, int round)
    {
        cancellation.ThrowIfCancellationRequested();
        var here = Path.Combine(directory, FormattableString.Invariant($"{scene.Name}-{contestant.Name}-{round}"));
        Directory.CreateDirectory(here);
        using var farm = new Farm(origin, here, _ports, _ledger);
        var port = _ports.Take();
        var command = contestant.Prepare(here, port, [.. farm.Origins.Select(one => one.Port)]);
        using var proxy = new BackgroundProcess(contestant.Name, command.OnCore(options.ProxyCore), Path.Combine(here, contestant.Name + ".log"), _ledger);
        AwaitReady(proxy, port);

        var script = scene.Script(new Script(options.Length));
        using var loop = new OpenLoop(port, options.Rate, options.WarmUp, options.Length, seed: round);
        loop.Begin();
        var director = new Director(script, farm, loop, cancellation);
        loop.Run(cancellation);
        director.Join();
        cancellation.ThrowIfCancellationRequested();
        if (proxy.HasExited)
            throw proxy.Died();
        var (received, doneTwice) = farm.Journals();
        return new Play(scene, script, contestant.Name, round, [.. loop.Samples.OrderBy(sample => sample.Due)], loop.Count, received, doneTwice);
    }

    /// <summary>Asks until a 200 comes back, and fails with the process's log when it dies or stays silent.</summary>
    private void AwaitReady(BackgroundProcess proxy, int port)
    {
        for (var waited = Stopwatch.StartNew(); !Answers(port); cancellation.WaitHandle.WaitOne(20))
        {
            cancellation.ThrowIfCancellationRequested();
            if (proxy.HasExited)
                throw proxy.Died();
            if (waited.Elapsed > StartPatience)
                throw new LoadException($"{proxy.Name} gave no 200 within {StartPatience.TotalSeconds} s. Its log, {proxy.LogPath}:\n{proxy.LogTail()}");
        }
    }

    private static bool Answers(int port)
    {
        try
        {
            using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 2000 };
            client.Connect(IPAddress.Loopback, port);
            client.Send("GET /ready HTTP/1.1\r\nHost: app.example\r\nConnection: close\r\n\r\n"u8);
            var answer = new byte[12];
            var length = 0;
            while (length < answer.Length && client.Receive(answer.AsSpan(length)) is var got and > 0)
                length += got;
            return Encoding.ASCII.GetString(answer, 0, length) == "HTTP/1.1 200";
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
