using System;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary><c>gyr validate</c> by its output and exit codes.</summary>
public sealed class ValidateCommandTests : IDisposable
{
    private const string Good = "listeners: { web: { address: \"127.0.0.1:0\" } }\nroutes: [ { cluster: app } ]\nclusters: { app: { endpoints: [ \"http://127.0.0.1:9\" ] } }\n";

    private readonly TemporaryDirectory _directory = new();
    private readonly string _good;
    private readonly string _noted;
    private readonly string _odd;
    private readonly string _wrong;

    public ValidateCommandTests()
    {
        _good = _directory.Write("good.yaml", Good);
        _noted = _directory.Write("noted.yaml", Good.Replace("9\" ]", "9\", \"http://127.0.0.1:10\" ]", StringComparison.Ordinal));
        _odd = _directory.Write("odd.yaml", Good.Replace("[ {", "[ { cluster: app }, {", StringComparison.Ordinal));
        _wrong = _directory.Write("wrong.yaml", Good.Replace("address", "adress", StringComparison.Ordinal));
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Text_ends_with_a_line_that_says_what_there_is()
    {
        Assert.Equal((0, $"{_good}: ok (1 listener, 1 route, 1 cluster, 1 endpoint)\n", ""), await RunAsync(_good));

        var (exitCode, output, errors) = await RunAsync(_noted);
        Assert.Equal((0, ""), (exitCode, errors));
        Assert.StartsWith($"{_noted}:3:18: note GYR1501: clusters.app: ", output, StringComparison.Ordinal);
        Assert.EndsWith($"\n{_noted}: ok (1 listener, 1 route, 1 cluster, 2 endpoints): 1 note\n", output, StringComparison.Ordinal);

        (_, output, _) = await RunAsync(_odd);
        Assert.EndsWith($"{_odd}: ok (1 listener, 2 routes, 1 cluster, 1 endpoint): 1 warning\n", output, StringComparison.Ordinal);

        (_, output, _) = await RunAsync(_wrong);
        Assert.EndsWith("\n1 error\n", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("good.yaml", 0, 0)]
    [InlineData("noted.yaml", 0, 0)]
    [InlineData("odd.yaml", 0, 1)]
    [InlineData("wrong.yaml", 1, 1)]
    [InlineData("missing.yaml", 1, 1)]
    public async Task The_exit_code_is_the_verdict_in_every_format(string name, int exitCode, int strictly)
    {
        string file = System.IO.Path.Combine(_directory.Path, name);
        foreach (string format in new[] { "text", "json", "sarif" })
        {
            Assert.Equal(exitCode, (await RunAsync(file, "--format", format)).ExitCode);
            Assert.Equal(strictly, (await RunAsync(file, "--strict", "--format", format)).ExitCode);
        }
    }

    [Fact]
    public async Task Json_is_one_object_and_nothing_else()
    {
        var (exitCode, output, errors) = await RunAsync(_odd, "--json");

        using var report = JsonDocument.Parse(output);
        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Equal((_odd, true), (report.RootElement.GetProperty("file").GetString(), report.RootElement.GetProperty("ok").GetBoolean()));
        JsonElement one = Assert.Single(report.RootElement.GetProperty("diagnostics").EnumerateArray());
        Assert.Equal("GYR1302 warning routes[1] 2 29", string.Join(' ', new[] { "code", "severity", "path", "line", "column" }.Select(key => one.GetProperty(key).ToString())));
        Assert.Equal(output, (await RunAsync(_odd, "--format", "json")).Output);
    }

    [Fact]
    public async Task Sarif_is_a_log_of_the_program_s_version()
    {
        var (exitCode, output, errors) = await RunAsync(_wrong, "--format", "sarif");

        using var log = JsonDocument.Parse(output);
        JsonElement run = Assert.Single(log.RootElement.GetProperty("runs").EnumerateArray());
        Assert.Equal((1, ""), (exitCode, errors));
        Assert.Contains($"gyr {run.GetProperty("tool").GetProperty("driver").GetProperty("version")} (", (await GyrProcess.RunToEndAsync("version")).Output, StringComparison.Ordinal);
        Assert.Equal(["GYR1042"], run.GetProperty("results").EnumerateArray().Select(one => one.GetProperty("ruleId").GetString()));
    }

    [Fact]
    public async Task Without_a_file_it_is_the_one_that_run_takes()
    {
        _ = _directory.Write("gyr.yaml", Good);
        await using ProgramProcess process = ProgramProcess.Start(GyrProcess.Binary, ["validate"], _directory.Path);

        Assert.Equal(0, await process.ExitAsync());
        Assert.StartsWith("./gyr.yaml: ok", process.Output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_any_file_it_says_where_it_looked()
    {
        Assert.SkipWhen(System.IO.File.Exists("/etc/gyr/gyr.yaml"), "this machine has a configuration");
        await using ProgramProcess process = ProgramProcess.Start(GyrProcess.Binary, ["validate", "--json"], _directory.Path);

        Assert.Equal(1, await process.ExitAsync());
        Assert.Contains("./gyr.yaml or /etc/gyr/gyr.yaml", process.Errors.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--format", "xml")]
    [InlineData("--json", "--format", "sarif")]
    [InlineData("--stricter")]
    public async Task Wrong_usage_exits_2(params string[] options)
    {
        var (exitCode, output, errors) = await RunAsync([_good, .. options]);

        Assert.Equal((2, ""), (exitCode, output));
        Assert.StartsWith("gyr: ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_does_not_tell_notes()
    {
        await using GyrProcess gyr = await GyrProcess.StartAsync(["run", "--config", _directory.Write("run.yaml", "admin: off\n" + System.IO.File.ReadAllText(_noted))]);
        await using RawClient client = await gyr.ConnectAsync();

        Assert.DoesNotContain("GYR1501", gyr.Process.Errors.Text, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        var (exitCode, output, errors) = await GyrProcess.RunToEndAsync(["validate", .. arguments]);
        return (exitCode, Lines(output), Lines(errors));
    }

    /// <summary>Each line with its end, however the process was read.</summary>
    private static string Lines(string text) => text.Length == 0 ? "" : text.TrimEnd('\n') + "\n";
}
