using System;
using System.Globalization;
using System.IO;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

public sealed class SimulateTests : IDisposable
{
    private const string Good = """
        title: A small one
        config: gyr.yaml
        duration: 5s
        load: { rate: 100 }
        events: [ { at: 2s, slow: all } ]
        """;

    private readonly TemporaryDirectory _directory = new();

    public SimulateTests() => _directory.Write("gyr.yaml", """
        listeners: { web: { address: ":8000" } }
        routes: [ { cluster: app } ]
        clusters: { app: { endpoints: [ "http://10.0.0.1:8080", "http://10.0.0.2:8080" ] } }
        """);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_scenario_gives_a_table_and_a_page_and_twice_the_same()
    {
        string file = _directory.Write("small.yaml", Good);
        string page = Path.Combine(Path.GetDirectoryName(file)!, "page.html");

        var once = await GyrProcess.RunToEndAsync("simulate", file, "--html", page);
        string written = await File.ReadAllTextAsync(page);
        var again = await GyrProcess.RunToEndAsync("simulate", file, "--html", page);

        Assert.Equal(0, once.ExitCode);
        Assert.Contains("A small one: 2 endpoints, round-robin", once.Output, StringComparison.Ordinal);
        Assert.Contains("in all", once.Output, StringComparison.Ordinal);
        Assert.Contains("requests a second", once.Errors, StringComparison.Ordinal);
        Assert.StartsWith("<!doctype html>", written, StringComparison.Ordinal);
        Assert.Equal(once.Output, again.Output);
        Assert.Equal(written, await File.ReadAllTextAsync(page));
    }

    [Fact]
    public async Task A_bad_scenario_is_reported_with_place_and_remedy()
    {
        string file = _directory.Write("bad.yaml", Good.Replace("slow", "slwo", StringComparison.Ordinal));

        var (exitCode, output, errors) = await GyrProcess.RunToEndAsync("simulate", file);

        Assert.Equal(1, exitCode);
        Assert.Equal("", output);
        Assert.Contains($"{file}:5:21: error GYR1042: events[0].slwo: unknown key `slwo`; did you mean `slow`?", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_configuration_is_reported_at_its_own_place()
    {
        string file = _directory.Write("good.yaml", Good);
        string config = _directory.Write("gyr.yaml", "listeners: { web: { adress: \":8000\" } }");

        var (exitCode, _, errors) = await GyrProcess.RunToEndAsync("simulate", file);

        Assert.Equal(1, exitCode);
        Assert.Contains($"{config}:1:21: error GYR1042", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--balancer", "fastest")]
    [InlineData("--endpoints", "0")]
    [InlineData("--duration", "5")]
    [InlineData("--sizes", "10")]
    [InlineData("--compare", "--json")]
    [InlineData("--sizes", "10,x", "--compare")]
    public async Task Options_that_make_no_sense_are_wrong_usage(params string[] options)
    {
        var (exitCode, output, errors) = await GyrProcess.RunToEndAsync(["simulate", _directory.Write("small.yaml", Good), .. options]);

        Assert.Equal(2, exitCode);
        Assert.Equal("", output);
        Assert.StartsWith("gyr: --", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_comparison_is_a_table_in_Markdown_with_a_row_for_each_balancer_and_size()
    {
        string file = _directory.Write("small.yaml", Good);

        var (exitCode, output, _) = await GyrProcess.RunToEndAsync("simulate", file, "--compare", "--sizes", "2,4");

        Assert.Equal(0, exitCode);
        Assert.StartsWith("## A small one", output, StringComparison.Ordinal);
        foreach (int size in new[] { 2, 4 })
        {
            foreach (string balancer in new[] { "round-robin", "least-requests", "power-of-two", "random", "ewma", "maglev" })
                Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"| {size} | {balancer} | "), output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Help_has_an_example()
        => Assert.Contains("gyr simulate examples/scenarios/one-slow-server.yaml", (await GyrProcess.RunToEndAsync("simulate", "--help")).Output, StringComparison.Ordinal);
}
