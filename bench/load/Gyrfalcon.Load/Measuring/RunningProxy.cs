using System;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using Gyrfalcon.Load.Contestants;
using Gyrfalcon.Load.Processes;

namespace Gyrfalcon.Load.Measuring;

/// <summary>A contestant that listens.</summary>
internal sealed class RunningProxy(Contestant contestant, Launch launch, Site site, BackgroundProcess process) : IDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(20);

    public Contestant Contestant => contestant;

    public Launch Launch => launch;

    public Site Site => site;

    public BackgroundProcess Process => process;

    public int Port => site.Port;

    public double CpuMicroseconds => CpuClock.MicrosecondsOfTree(process.Pid);

    public long ResidentKiB => ProcessTree.ResidentKiB(process.Pid);

    /// <summary>Asks until a 200 comes back, and fails with the process's log when it dies or stays silent.</summary>
    public void AwaitReady(Workload workload, CancellationToken cancellation)
    {
        var waited = Stopwatch.StartNew();
        while (!Answers(contestant.PathFor(workload)))
        {
            cancellation.ThrowIfCancellationRequested();
            DemandAlive();
            if (waited.Elapsed > StartPatience)
                throw new LoadException($"{contestant.Name} gave no 200 within {StartPatience.TotalSeconds} s. Its log, {process.LogPath}:\n{process.LogTail()}");
            cancellation.WaitHandle.WaitOne(20);
        }

        if (contestant.ObjectionTo(process.Pid) is { } objection)
            throw new LoadException($"{contestant.Name}: {objection}. Its log, {process.LogPath}:\n{process.LogTail()}");
    }

    public void DemandAlive()
    {
        if (process.HasExited)
            throw process.Died();
    }

    public void Dispose() => process.Dispose();

    private bool Answers(string path)
    {
        try
        {
            using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 2000 };
            client.Connect(IPAddress.Loopback, Port);
            client.Send(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{Port}\r\nConnection: close\r\n\r\n"));
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
