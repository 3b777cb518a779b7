using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Text.RegularExpressions;
using System.Threading.Tasks;

namespace Gyrfalcon.Testing;

/// <summary>The real program, started for one test and gone with it.</summary>
public sealed partial class GyrProcess : IProxyUnderTest
{
    private const int Term = 15;
    private const int Int = 2;
    private const int Kill = 9;
    private readonly TemporaryDirectory? _directory;

    private GyrProcess(ProgramProcess process, TemporaryDirectory? directory)
    {
        Process = process;
        _directory = directory;
    }

    /// <summary>The program's file: GYR_BINARY, or what the solution built in the configuration of these tests.</summary>
    public static string Binary { get; } = Environment.GetEnvironmentVariable("GYR_BINARY") is { Length: > 0 } given ? given : FindBuiltBinary();

    /// <summary>It is compiled ahead of time: nothing is opened any more once it runs. Otherwise assemblies are, when they are first needed.</summary>
    public static bool IsNative { get; } = !File.Exists(Path.ChangeExtension(Binary, ".dll"));

    public ProgramProcess Process { get; }

    /// <summary>The address of the first listener that reported one.</summary>
    public IPEndPoint Address => Addresses.Values.First();

    /// <summary>Listener names and addresses, as logged.</summary>
    public IReadOnlyDictionary<string, IPEndPoint> Addresses { get; private set; } = new Dictionary<string, IPEndPoint>();

    /// <summary>The processes that have taken over from this one and from each other, by their ids; they write to the same outputs.</summary>
    public IReadOnlyList<int> Successors => [.. Process.Errors.Lines.Select(line => TakenOver().Match(line)).Where(match => match.Success).Select(match => int.Parse(match.Groups["id"].Value, CultureInfo.InvariantCulture))];

    /// <summary>The access log so far.</summary>
    public IReadOnlyList<AccessLogLine> AccessLog =>
        [.. Process.Output.Lines.Where(line => line.StartsWith('{')).Select(line => new AccessLogLine(line))];

    /// <summary>`gyr run` on a plan.</summary>
    public static Task<GyrProcess> RunAsync(ProxyPlan plan, Driver driver = Driver.Epoll) => RunAsync(GyrYaml.Render(plan), driver);

    /// <summary>`gyr run` on the text of a configuration file, allowed so many file descriptors; waits for so many listeners.</summary>
    public static async Task<GyrProcess> RunAsync(string yaml, Driver driver = Driver.Epoll, int listeners = 1, int? descriptors = null)
    {
        var directory = new TemporaryDirectory();
        string file = directory.Write("gyr.yaml", yaml);
        return await StartAsync(["run", "--config", file], driver, listeners, directory, descriptors);
    }

    /// <summary>Any command that goes on to serve, such as `gyr proxy` or `gyr demo`; waits until it listens.</summary>
    public static Task<GyrProcess> StartAsync(IReadOnlyList<string> arguments, Driver driver = Driver.Epoll) => StartAsync(arguments, driver, 1, null);

    /// <summary>The same, by another path to the program, in such an environment, and by a launcher that becomes it.</summary>
    public static Task<GyrProcess> StartAsync(IReadOnlyList<string> arguments, Driver driver, string? binary = null, IReadOnlyDictionary<string, string>? environment = null, IReadOnlyList<string>? launcher = null) =>
        StartAsync(arguments, driver, 1, null, null, binary, environment, launcher);

    /// <summary>A command that ends by itself: exit code, standard output and standard error.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunToEndAsync(params string[] arguments)
    {
        await using ProgramProcess process = ProgramProcess.Start(Binary, arguments, Path.GetTempPath(), EnvironmentFor(Driver.Epoll));
        int exitCode = await process.ExitAsync();
        return (exitCode, process.Output.Text, process.Errors.Text);
    }

    /// <summary>Waits for access-log lines that match.</summary>
    public async Task<IReadOnlyList<AccessLogLine>> AccessLogAsync(Func<AccessLogLine, bool> matches, int count = 1)
    {
        IReadOnlyList<string> lines = await Process.Output.WaitForAsync(
            line => line.StartsWith('{') && matches(new AccessLogLine(line)), "access-log lines", count);
        AccessLogLine[] found = [.. lines.Select(line => new AccessLogLine(line))];
        if (Array.Find(found, static line => line.NegativeTime is not null) is { } wrong) throw new InvalidOperationException($"{wrong.NegativeTime} is below zero: {wrong}");
        return found;
    }

    public void Terminate() => Process.Signal(Term);

    public void Interrupt() => Process.Signal(Int);

    public async ValueTask DisposeAsync()
    {
        // Children of a process that has ended are not in its tree any more.
        foreach (int id in Successors.Where(IsGyr))
            ProgramProcess.Signal(id, Kill);
        await Process.DisposeAsync();
        _directory?.Dispose();

        // The test framework shows this when the test has failed.
        Console.WriteLine($"-- gyr, standard error:\n{Process.Errors.Text}");
        Console.WriteLine($"-- gyr, end of the access log:\n{string.Join('\n', Process.Output.Lines.TakeLast(20))}");
    }

    private static async Task<GyrProcess> StartAsync(IReadOnlyList<string> arguments, Driver driver, int listeners, TemporaryDirectory? directory, int? descriptors = null,
        string? binary = null, IReadOnlyDictionary<string, string>? environment = null, IReadOnlyList<string>? launcher = null)
    {
        // env and prlimit become the program, so that the process is the program's. Under nohup HUP is ignored, by children too, unless it is set back.
        string[] limited = descriptors is { } most ? ["prlimit", $"--nofile={most}:{most}"] : [];
        ProgramProcess process = ProgramProcess.Start(
            "env",
            ["--default-signal=HUP", .. limited, .. launcher ?? [], binary ?? Binary, .. arguments],
            directory?.Path ?? Path.GetTempPath(),
            EnvironmentFor(driver).Concat(environment ?? new Dictionary<string, string>()).ToDictionary());
        var gyr = new GyrProcess(process, directory);
        try
        {
            string name = driver == Driver.IoUring ? "io_uring" : "epoll";
            await process.Errors.WaitForAsync(line => line.Contains($"driver {name}", StringComparison.Ordinal), $"the log line that names driver {name}");
            var lines = await process.Errors.WaitForAsync(line => Listening().IsMatch(line), "the log line of each listener", listeners);
            gyr.Addresses = lines.Select(line => Listening().Match(line)).DistinctBy(match => match.Groups["name"].Value)
                .ToDictionary(match => match.Groups["name"].Value, match => IPEndPoint.Parse(match.Groups["address"].Value));
            return gyr;
        }
        catch
        {
            await gyr.DisposeAsync();
            throw;
        }
    }

    private static Dictionary<string, string> EnvironmentFor(Driver driver) => new()
    {
        ["GYR_DRIVER"] = driver == Driver.IoUring ? "io_uring" : "epoll",
        ["DOTNET_NOLOGO"] = "1",
    };

    private static string FindBuiltBinary()
    {
        string configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
        return Path.Combine(Checkout.Root, "src", "Gyrfalcon", "bin", configuration, "net10.0", "gyr");
    }

    /// <summary>A process id may belong to somebody else by now.</summary>
    private static bool IsGyr(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline").Contains("gyr", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"upgrade: process (?<id>\d+) has taken over")]
    private static partial Regex TakenOver();

    [GeneratedRegex(@"(listener (?<name>\S+) )?listening on (?<address>\S+)")]
    private static partial Regex Listening();
}
