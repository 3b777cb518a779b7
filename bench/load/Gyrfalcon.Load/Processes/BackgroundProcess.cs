using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;

namespace Gyrfalcon.Load.Processes;

/// <summary>A server or load that runs beside the harness, its output in a log file. Disposing ends it and everything it started.</summary>
internal sealed class BackgroundProcess : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    private readonly Process _process;
    private readonly ProcessLedger _ledger;

    public BackgroundProcess(string name, Command command, string logPath, ProcessLedger ledger)
    {
        Name = name;
        LogPath = logPath;
        _ledger = ledger;
        // The shell only redirects: `exec` leaves its process, and so its id, to the program.
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true };
        foreach (var argument in (string[])["-c", "log=$1; shift; exec \"$@\" >\"$log\" 2>&1", "sh", logPath, command.Program, .. command.Arguments])
            start.ArgumentList.Add(argument);
        foreach (var (key, value) in command.Environment)
            start.Environment[key] = value;
        _process = Process.Start(start) ?? throw new LoadException($"{command} did not start.");
        ledger.Add(_process.Id);
    }

    public string Name { get; }

    public string LogPath { get; }

    public int Pid => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Writes a line to the program's standard input.</summary>
    public void Tell(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    public void CloseInput() => _process.StandardInput.Close();

    public void WaitForExit(TimeSpan patience) => _process.WaitForExit(patience);

    /// <summary>The last lines that the program wrote.</summary>
    public string LogTail()
    {
        var lines = File.Exists(LogPath) ? File.ReadAllLines(LogPath) : [];
        return string.Join('\n', lines.TakeLast(30).Select(line => "    " + line));
    }

    public LoadException Died() => new($"{Name} ended with code {_process.ExitCode}. Its log, {LogPath}:\n{LogTail()}");

    public void Dispose()
    {
        var tree = ProcessTree.Of(Pid);
        if (!_process.HasExited)
        {
            _ = LibC.Kill(Pid, LibC.SigTerm);
            _process.WaitForExit(Grace);
        }

        // Grandchildren are nobody's to wait for: the kernel tells only their parent, so their end is looked for every 10 ms.
        var waited = Stopwatch.StartNew();
        while (tree.Exists(ProcessTree.Exists) && waited.Elapsed < Grace && _process.HasExited)
            Thread.Sleep(10);
        foreach (var pid in tree.Where(pid => pid == Pid ? !_process.HasExited : ProcessTree.Exists(pid)))
            _ = LibC.Kill(pid, LibC.SigKill);
        _process.WaitForExit(Grace);
        _ledger.Remove(Pid);
        _process.Dispose();
    }
}
