using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using Gyrfalcon.Load;
using Gyrfalcon.Load.Processes;

namespace Gyrfalcon.Resilience.Origins;

/// <summary>One origin (native/origin.c), a process that can be killed, stopped, made ill and brought back on its port.</summary>
internal sealed class Origin : IDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(5);

    private readonly Command _command;
    private readonly string _directory;
    private readonly ProcessLedger _ledger;
    private BackgroundProcess _process;

    public Origin(int number, int port, Command program, string directory, ProcessLedger ledger)
    {
        Number = number;
        Port = port;
        Journal = Path.Combine(directory, FormattableString.Invariant($"journal-{number}"));
        _directory = directory;
        _ledger = ledger;
        _command = program with { Arguments = [.. program.Arguments, Text(number), Text(port), Journal] };
        _process = Start();
        AwaitListening();
    }

    public int Number { get; }

    public int Port { get; }

    /// <summary>The file that names every request for work that reached it, over all its lives.</summary>
    public string Journal { get; }

    /// <summary>SIGKILL, as by the kernel out of memory.</summary>
    public void Kill()
    {
        _ = LibC.Kill(_process.Pid, LibC.SigKill);
        _process.WaitForExit(StartPatience);
        _process.Dispose();
    }

    public void Restart() => _process = Start();

    /// <summary>SIGSTOP: the kernel goes on accepting connections and data for it, and nobody answers.</summary>
    public void Hang() => _ = LibC.Kill(_process.Pid, LibC.SigStop);

    public void Continue() => _ = LibC.Kill(_process.Pid, LibC.SigCont);

    /// <summary>An order that native/origin.c knows: <c>slow 500</c>, <c>fail 503 100 health</c>, <c>reset health</c>, <c>well</c>.</summary>
    public void Tell(string order) => _process.Tell(order);

    public void Dispose()
    {
        Continue();
        _process.Dispose();
    }

    private BackgroundProcess Start() => new("origin", _command, Path.Combine(_directory, FormattableString.Invariant($"origin-{Number}.log")), _ledger);

    private void AwaitListening()
    {
        // Nobody announces that a process listens: it is asked every 2 ms.
        for (var waited = Stopwatch.StartNew(); ; Thread.Sleep(2))
        {
            try
            {
                using var probe = new TcpClient();
                probe.Connect(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException) when (waited.Elapsed < StartPatience && !_process.HasExited)
            {
            }
            catch (SocketException)
            {
                throw new LoadException($"An origin did not start:\n{_process.LogTail()}");
            }
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
