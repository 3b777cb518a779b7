using System;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

public sealed class CommandLineTests : IDisposable
{
    private const string Good = """
        listeners:
          web: { address: "127.0.0.1:0" }
        routes:
          - cluster: app
        clusters:
          app:
            endpoints: [ "http://127.0.0.1:9" ]
        """;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Validate_finds_a_good_file_good()
    {
        var (exitCode, output, errors) = await GyrProcess.RunToEndAsync("validate", _directory.Write("good.yaml", Good));

        Assert.Equal(0, exitCode);
        Assert.DoesNotContain("error", output + errors, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Validate_reports_every_mistake_with_its_place_and_remedy()
    {
        string file = _directory.Write("bad.yaml", """
            listeners:
              web: { adress: "127.0.0.1:0" }
            routes:
              - cluster: ap
            clusters:
              app:
                endpoints: [ "127.0.0.1:8080", "http://127.0.0.1:8080/path" ]
            """);

        var (exitCode, output, errors) = await GyrProcess.RunToEndAsync("validate", file);

        string report = output + errors;
        Assert.Equal(1, exitCode);
        Assert.Contains($"{file}:2:10: error GYR", report, StringComparison.Ordinal);
        Assert.Contains("did you mean `address`?", report, StringComparison.Ordinal);
        Assert.Contains($"{file}:4:", report, StringComparison.Ordinal);
        Assert.Contains("clusters.app.endpoints[0]", report, StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1:8080", report, StringComparison.Ordinal);
        Assert.Contains("clusters.app.endpoints[1]", report, StringComparison.Ordinal);
        AssertNoStackTrace(report);
    }

    [Fact]
    public async Task Run_refuses_a_bad_file_with_the_same_report()
    {
        string file = _directory.Write("bad.yaml", Good.Replace("address", "adress", StringComparison.Ordinal));

        var validated = await GyrProcess.RunToEndAsync("validate", file);
        var run = await GyrProcess.RunToEndAsync("run", "--config", file);

        Assert.Equal(1, run.ExitCode);
        string line = (validated.Output + "\n" + validated.Errors).Split('\n').Single(line => line.Contains("adress", StringComparison.Ordinal));
        Assert.Contains(line, run.Output + run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("validate", "/nonexistent/gyr.yaml")]
    [InlineData("run", "--config", "/nonexistent/gyr.yaml")]
    public async Task A_missing_file_is_a_sentence(params string[] arguments)
    {
        var (exitCode, output, errors) = await GyrProcess.RunToEndAsync(arguments);

        Assert.Equal(1, exitCode);
        Assert.Contains("/nonexistent/gyr.yaml", output + errors, StringComparison.Ordinal);
        AssertNoStackTrace(output + errors);
    }

    [Fact]
    public async Task A_missing_authority_file_is_a_sentence()
    {
        string missing = System.IO.Path.Combine(_directory.Path, "nobody.pem");
        string file = _directory.Write("tls.yaml", Good.Replace("endpoints: [", $"tls: {{ authority: {missing} }}\n    endpoints: [", StringComparison.Ordinal));

        var (exitCode, output, errors) = await GyrProcess.RunToEndAsync("run", "--config", file);

        Assert.Equal(1, exitCode);
        Assert.Contains("nobody.pem", output + errors, StringComparison.Ordinal);
        AssertNoStackTrace(output + errors);
    }

    [Fact]
    public async Task A_port_in_use_is_a_sentence()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        string address = taken.LocalEndpoint.ToString()!;

        var (exitCode, output, errors) = await GyrProcess.RunToEndAsync("proxy", "--listen", address, "--to", "http://127.0.0.1:9");

        Assert.Equal(1, exitCode);
        Assert.Contains(address, output + errors, StringComparison.Ordinal);
        Assert.Contains("in use", output + errors, StringComparison.Ordinal);
        AssertNoStackTrace(output + errors);
    }

    [Fact]
    public async Task A_port_that_another_gyr_has_is_in_use_too()
    {
        // SO_REUSEPORT among its own workers must not let a second program share the port unnoticed.
        await using GyrProcess first = await GyrProcess.RunAsync(ProxyPlan.To("http://127.0.0.1:9"));

        var (exitCode, output, errors) = await GyrProcess.RunToEndAsync("proxy", "--listen", first.Address.ToString(), "--to", "http://127.0.0.1:9");

        Assert.Equal(1, exitCode);
        Assert.Contains("in use", output + errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:8080", "http://127.0.0.1:8080")]
    [InlineData("http://127.0.0.1:8080/path", "path")]
    [InlineData("ftp://127.0.0.1", "http")]
    [InlineData("http://", "host")]
    [InlineData("http://127.0.0.1:99999", "99999")]
    public async Task A_bad_endpoint_url_is_a_sentence(string url, string mentioned)
    {
        var (exitCode, output, errors) = await GyrProcess.RunToEndAsync("proxy", "--listen", "127.0.0.1:0", "--to", url);

        Assert.Equal(1, exitCode);
        Assert.Contains(mentioned, output + errors, StringComparison.Ordinal);
        AssertNoStackTrace(output + errors);
    }

    [Theory]
    [InlineData("prxy")]
    [InlineData("proxy")]
    [InlineData("proxy", "--listen")]
    [InlineData("run", "--no-such-option")]
    public async Task Wrong_usage_exits_2(params string[] arguments)
    {
        var (exitCode, output, errors) = await GyrProcess.RunToEndAsync(arguments);

        Assert.Equal(2, exitCode);
        Assert.NotEmpty(errors);
        AssertNoStackTrace(output + errors);
    }

    [Theory]
    [InlineData("version")]
    [InlineData("--help")]
    [InlineData("proxy", "--help")]
    [InlineData("run", "--help")]
    public async Task Questions_are_answered(params string[] arguments)
    {
        var (exitCode, output, errors) = await GyrProcess.RunToEndAsync(arguments);

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Contains("gyr", output, StringComparison.Ordinal);
    }

    [Theory, EachDriver]
    public async Task Proxy_needs_no_file(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        await using var origins = new Origins(2);
        await using GyrProcess gyr = await GyrProcess.StartAsync(["proxy", "--admin", "off", "--listen", "127.0.0.1:0", "--to", origins.Urls[0], "--to", origins.Urls[1]], driver);
        await using RawClient client = await gyr.ConnectAsync();

        for (int i = 0; i < 4; i++)
            Assert.Equal(200, (await client.GetAsync("/")).Response.Status);

        Assert.Equal([2, 2], origins.RequestCounts);
    }

    [Theory, EachDriver]
    public async Task An_endpoint_may_be_given_by_name(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await GyrProcess.StartAsync(
            ["proxy", "--admin", "off", "--listen", "127.0.0.1:0", "--to", string.Create(CultureInfo.InvariantCulture, $"http://localhost:{origin.Port}")], driver);
        await using RawClient client = await gyr.ConnectAsync();

        for (int i = 0; i < 4; i++)
            Assert.Equal("origin", (await client.GetAsync("/")).Body);
    }

    [Theory, EachDriver]
    public async Task A_name_that_nobody_has_gets_an_error_not_a_hang(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        await using GyrProcess gyr = await GyrProcess.StartAsync(["proxy", "--admin", "off", "--listen", "127.0.0.1:0", "--to", "http://no-such-host.invalid:80"], driver);
        await using RawClient client = await gyr.ConnectAsync();

        WireResponse response = (await client.GetAsync("/")).Response;

        Assert.Contains(response.Status, new[] { 502, 503 });
        Assert.Contains("error=", response.Fields["Proxy-Status"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_answers_name_its_three_servers()
    {
        await using GyrProcess demo = await GyrProcess.StartAsync(["demo", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"]);
        await using RawClient client = await demo.ConnectAsync();

        string[] answers = new string[6];
        for (int i = 0; i < answers.Length; i++)
        {
            (WireResponse response, answers[i]) = await client.GetAsync("/");
            Assert.Equal(200, response.Status);
        }

        Assert.Equal(3, answers[..3].Distinct().Count());

        string told = (await demo.Process.Errors.WaitForAsync(static line => line.Contains("See it live: http://127.0.0.1:", StringComparison.Ordinal), "where the dashboard is"))[0];
        using var browser = new HttpClient();
        string page = await browser.GetStringAsync(new Uri(told.Split(' ').Single(static word => word.StartsWith("http://", StringComparison.Ordinal))), TestContext.Current.CancellationToken);
        Assert.Contains("<title>", page, StringComparison.Ordinal);
        demo.Terminate();
        Assert.Equal(0, await demo.Process.ExitAsync());
    }

    [Theory, EachDriver]
    public async Task Several_listeners_are_served(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        await using GyrProcess gyr = await GyrProcess.RunAsync("""
            listeners:
              first: { address: "127.0.0.1:0" }
              second: { address: "127.0.0.1:0" }
            routes:
              - respond: { status: 200, body: "hello" }
            """, driver, listeners: 2);

        Assert.Equal(2, gyr.Addresses.Values.Distinct().Count());
        foreach (var address in gyr.Addresses.Values)
        {
            await using RawClient client = await RawClient.ConnectAsync(address);
            Assert.Equal("hello", (await client.GetAsync("/")).Body);
        }
    }

    private static void AssertNoStackTrace(string text)
    {
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
    }
}
