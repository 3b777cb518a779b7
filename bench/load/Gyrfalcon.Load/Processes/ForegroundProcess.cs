using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace Gyrfalcon.Load.Processes;

/// <summary>Runs a program to its end and returns what it wrote.</summary>
internal static class ForegroundProcess
{
    /// <summary>Standard output and error, one after the other. Fails when the program does, or when it takes longer than <paramref name="patience"/>.</summary>
    public static string Run(Command command, TimeSpan patience, CancellationToken cancellation, ProcessLedger? ledger = null)
    {
        cancellation.ThrowIfCancellationRequested();
        var start = new ProcessStartInfo(command.Program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in command.Arguments)
            start.ArgumentList.Add(argument);
        foreach (var (key, value) in command.Environment)
            start.Environment[key] = value;
        using var process = Process.Start(start) ?? throw new LoadException($"{command} did not start.");
        ledger?.Add(process.Id);
        using var stop = cancellation.Register(() => _ = LibC.Kill(process.Id, LibC.SigTerm));
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        if (!process.WaitForExit(patience))
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            ledger?.Remove(process.Id);
            throw new LoadException($"{command} did not end within {patience.TotalSeconds:0} s.");
        }

        ledger?.Remove(process.Id);
        cancellation.ThrowIfCancellationRequested();
        var written = string.Concat(Task.WhenAll(output, error).GetAwaiter().GetResult());
        return process.ExitCode == 0 ? written : throw new LoadException($"{command} ended with code {process.ExitCode}:\n{written}");
    }
}
