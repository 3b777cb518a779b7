using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading.Tasks;

namespace Gyrfalcon.Testing;

/// <summary>A program running for a test: its output, memory, signals and exit code. Never outlives its disposal.</summary>
public sealed partial class ProgramProcess : IAsyncDisposable
{
    private const int NoSuchFile = 2;
    private readonly Process _process;
    private readonly Task _pumps;

    private ProgramProcess(Process process)
    {
        _process = process;
        _pumps = Task.WhenAll(Output.PumpAsync(process.StandardOutput), Errors.PumpAsync(process.StandardError));
    }

    public int Id => _process.Id;

    /// <summary>Lines on standard output.</summary>
    public LineLog Output { get; } = new();

    /// <summary>Lines on standard error.</summary>
    public LineLog Errors { get; } = new();

    public bool HasExited => _process.HasExited;

    /// <summary>Resident memory in bytes: VmRSS of /proc/PID/status.</summary>
    public long ResidentBytes => StatusKilobytes("VmRSS:") * 1024;

    /// <summary>The highest resident memory so far, in bytes: VmHWM.</summary>
    public long PeakResidentBytes => StatusKilobytes("VmHWM:") * 1024;

    /// <summary>Starts a program; <paramref name="input"/>, a few lines at most, is all that it finds on its standard input.</summary>
    public static ProgramProcess Start(string file, IEnumerable<string> arguments, string? directory = null, IReadOnlyDictionary<string, string>? environment = null, string? input = null)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = directory ?? "",
        };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        Process process = Launch(start);
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        return new ProgramProcess(process);
    }

    /// <summary>Sends a signal, 15 for TERM and 2 for INT.</summary>
    public void Signal(int signal) => Signal(Id, signal);

    /// <summary>Sends a signal to a process that a test has caused to be started.</summary>
    public static void Signal(int process, int signal)
    {
        if (Kill(process, signal) != 0)
            throw new InvalidOperationException($"kill({process}, {signal}) failed with error {Marshal.GetLastPInvokeError()}.");
    }

    /// <summary>Waits for the end of the program and of its output; gives the exit code.</summary>
    public async Task<int> ExitAsync(TimeSpan? limit = null)
    {
        await _process.WaitForExitAsync().Within($"process {Id} to exit; its errors so far: {Errors.Text}", limit);
        await _pumps.Within("the end of the program's output");
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync().Within($"process {Id} to die");
        await _pumps.Within("the end of the program's output");
        _process.Dispose();
    }

    private static Process Launch(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
        }
        catch (Win32Exception exception) when (exception.NativeErrorCode == NoSuchFile && !start.FileName.Contains('/', StringComparison.Ordinal))
        {
            string package = start.FileName switch { "node" => "nodejs", "dnsmasq" => "dnsmasq-base", _ => start.FileName };
            throw new FileNotFoundException($"This test needs {start.FileName}; install Debian's package {package}.", exception);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);

    private long StatusKilobytes(string key)
    {
        foreach (string line in File.ReadLines($"/proc/{Id}/status"))
        {
            if (line.StartsWith(key, StringComparison.Ordinal))
                return long.Parse(line[key.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        }

        throw new InvalidOperationException($"No {key} of process {Id}.");
    }
}
