using System;
using System.Globalization;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>What the program says about itself on its admin address.</summary>
public sealed class MetricsTests
{
    /// <summary>Endpoints that hang must not look like a night without visitors.</summary>
    [Theory, EachDriver]
    public async Task A_request_counts_while_it_waits(Driver driver)
    {
        await using var origins = new Origins(1);
        var arrived = new Gate();
        var go = new Gate();
        origins[0].Handle("/slow", async exchange =>
        {
            arrived.Open();
            await go.WaitAsync();
            await exchange.ReplyAsync("late");
        });
        await using GyrProcess gyr = await Proxies.StartGyrAsync(PlanFor(origins.Urls), driver);
        await using RawClient client = await gyr.ConnectAsync();
        var answer = client.GetAsync("/slow");
        await arrived.WaitAsync("the request");
        const string Sample = "gyr_listener_requests_total{listener=\"web\"}";
        Assert.Equal(1, Value(await ScrapeAsync(gyr), Sample));
        go.Open();
        await answer;
        Assert.Equal(1, Value(await ScrapeAsync(gyr), Sample));
    }

    [Theory, EachDriver]
    public async Task Requests_faults_retries_and_endpoints_are_counted(Driver driver)
    {
        await using var origins = new Origins(2);
        origins[0].Handle("/busy", static async exchange =>
        {
            await exchange.ReadBodyAsync();
            await exchange.ReplyAsync("busy", 503);
        });
        ProxyPlan plan = PlanFor(origins.Urls) with
        {
            Routes = [new RoutePlan { Name = "here", Path = "/here", RespondStatus = 204 }, new RoutePlan { Name = "app", Path = "/app/*", Cluster = "app" }, new RoutePlan { Name = "busy", Path = "/busy", Cluster = "app", Retry = "{ on: [ 503 ] }" }],
        };
        await using GyrProcess gyr = await Proxies.StartGyrAsync(plan, driver);
        await using (RawClient client = await gyr.ConnectAsync())
        {
            string idle = await ScrapeAsync(gyr);
            AssertAbsent(idle, "gyr_route_requests_total{route=\"here\",code=\"204\",method=\"GET\"}");
            AssertAbsent(idle, "gyr_faults_total{fault=\"no_route\",side=\"client\"}");
            for (int i = 0; i < 3; i++) await client.GetAsync("/here");
            for (int i = 0; i < 4; i++) await client.GetAsync("/app/x");
            await client.GetAsync("/app/x", method: "BREW");
            await client.GetAsync("/nowhere");
            for (int i = 0; i < 2; i++) Assert.Equal(200, (await client.GetAsync("/busy")).Response.Status);
            string open = await ScrapeAsync(gyr);
            Assert.Equal(1, Value(open, "gyr_listener_connections{listener=\"web\"}"));
        }

        string text = await ScrapeAsync(gyr);
        Assert.Equal(3, Value(text, "gyr_route_requests_total{route=\"here\",code=\"204\",method=\"GET\"}"));
        Assert.Equal(4, Value(text, "gyr_route_requests_total{route=\"app\",code=\"200\",method=\"GET\"}"));
        Assert.Equal(1, Value(text, "gyr_route_requests_total{route=\"app\",code=\"200\",method=\"_other\"}"));
        Assert.Equal(1, Value(text, "gyr_route_requests_total{route=\"_none\",code=\"404\",method=\"GET\"}"));
        Assert.Equal(5, Value(text, "gyr_route_request_duration_seconds_count{route=\"app\"}"));
        Assert.Equal(11, Value(text, "gyr_listener_requests_total{listener=\"web\"}"));
        Assert.Equal(1, Value(text, "gyr_listener_connections_accepted_total{listener=\"web\"}"));
        Assert.Equal(1, Value(text, "gyr_faults_total{fault=\"no_route\",side=\"client\"}"));
        Assert.Equal(1, Value(text, "gyr_cluster_retries_total{cluster=\"app\"}"));
        Assert.Equal(0, Value(text, "gyr_cluster_requests_waiting{cluster=\"app\"}"));
        Assert.Equal(8, origins.Urls.Sum(url => Value(text, $"gyr_endpoint_requests_total{{cluster=\"app\",endpoint=\"{url}\"}}")));
        Assert.Equal(1, origins.Urls.Sum(url => Value(text, $"gyr_endpoint_faults_total{{cluster=\"app\",endpoint=\"{url}\"}}")));
        Assert.All(origins.Urls, url => Assert.Equal(0, Value(text, $"gyr_endpoint_requests_in_flight{{cluster=\"app\",endpoint=\"{url}\"}}")));
        Assert.InRange(Value(text, "process_resident_memory_bytes"), 1e6, 1e10);
    }

    [Theory, EachDriver]
    public async Task Tunnels_are_counted_while_they_are_open_and_afterwards(Driver driver)
    {
        await using ScriptedPeer origin = ScriptedPeer.Start(async connection =>
        {
            await connection.ExpectHeadAsync();
            await connection.SendAsync("HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n");
            await connection.ExpectEndAsync();
        });
        await using GyrProcess gyr = await Proxies.StartGyrAsync(PlanFor(origin.Url), driver);
        await using (RawClient client = await gyr.ConnectAsync())
        {
            await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n");
            Assert.Equal(101, (await client.ReadHeadAsync()).Status);
            string open = await ScrapeAsync(gyr);
            Assert.Equal((1, 0), (Value(open, "gyr_tunnels_open"), Value(open, "gyr_tunnels_total")));
        }

        string text = "";
        await UntilAsync(async () => Value(text = await ScrapeAsync(gyr), "gyr_tunnels_open") == 0, "the tunnel is counted out");
        await UntilAsync(async () => Value(text = await ScrapeAsync(gyr), "gyr_tunnels_total") == 1, "the tunnel is counted");

        // A page may have summed up the routes just before the tunnel ended.
        const string Sample = "gyr_route_requests_total{route=\"route-1\",code=\"101\",method=\"GET\"}";
        await UntilAsync(async () => Find(text = await ScrapeAsync(gyr), Sample).Success, "its exchange is counted");
        Assert.Equal(1, Value(text, Sample));
    }

    [Theory, EachDriver]
    public async Task An_endpoint_that_is_out_says_why(Driver driver)
    {
        await using var origins = new Origins(2);
        await using GyrProcess gyr = await Proxies.StartGyrAsync(PlanFor(origins.Urls), driver);
        origins[1].Kill();
        await using RawClient client = await gyr.ConnectAsync();
        for (int i = 0; i < 2; i++) await client.GetAsync("/");
        string text = await ScrapeAsync(gyr);
        AssertAbsent(text, $"gyr_endpoint_obstacle{{cluster=\"app\",endpoint=\"{origins.Urls[0]}\",obstacle=\"unreachable\"}}");
        Assert.Equal(1, Value(text, $"gyr_endpoint_up{{cluster=\"app\",endpoint=\"{origins.Urls[0]}\"}}"));
        Assert.Equal(0, Value(text, $"gyr_endpoint_up{{cluster=\"app\",endpoint=\"{origins.Urls[1]}\"}}"));
        Assert.Equal(1, Value(text, $"gyr_endpoint_obstacle{{cluster=\"app\",endpoint=\"{origins.Urls[1]}\",obstacle=\"unreachable\"}}"));
    }

    [Theory, EachDriver]
    public async Task Handshakes_are_counted_by_what_came_of_them(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        using var authority = new TestAuthority();
        using var directory = new TemporaryDirectory();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(PlanFor("http://127.0.0.1:1") with { Listener = new ListenerPlan { Tls = $"{{ certificates: [ {{ {authority.WriteIssued(directory.Path, "a", ["a.example"])} }} ] }}", TlsHandshakeTimeout = TimeSpan.FromMilliseconds(500) } }, driver);
        string session = Path.Combine(directory.Path, "session");
        await OpenSslAsync(gyr, "-tls1_2", "-sess_out", session);
        await OpenSslAsync(gyr, "-tls1_2", "-sess_in", session);
        await OpenSslAsync(gyr, "-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0");
        await using (RawClient half = await gyr.ConnectAsync())
        {
            await half.SendAsync("\u0016\u0003\u0001");
            await half.ReadToEndOfConnectionAsync();
        }

        string text = await ScrapeAsync(gyr);
        Assert.Equal((1, 1, 1, 1, 0), (Of("full"), Of("resumed"), Of("failed"), Of("timed_out"), Of("passed")));
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("TLS handshakes failed; the last: 127.0.0.1:", StringComparison.Ordinal), "the line in the log");

        double Of(string result) => Value(text, $"gyr_tls_handshakes_total{{listener=\"web\",result=\"{result}\"}}");
    }

    [Theory, EachDriver]
    public async Task Handshakes_beyond_the_rate_wait_for_their_turn_or_are_closed(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        await using GyrProcess gyr = await Proxies.StartGyrAsync(PlanFor("http://127.0.0.1:1") with { Listener = new ListenerPlan { Tls = "{ certificates: auto }", TlsHandshakeTimeout = TimeSpan.FromSeconds(2), TlsHandshakes = 4 } }, driver);
        string[] said = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => OpenSslAsync(gyr)));
        int done = said.Count(static text => text.Contains("New, TLS", StringComparison.Ordinal));

        // A client of TLS 1.3 is done before we have its last message, for which the last may have no time left.
        string text = "";
        await UntilAsync(async () => Ended(text = await ScrapeAsync(gyr)) == 20, "all are counted");
        Assert.InRange(done, Of("full"), Of("full") + Of("timed_out"));

        // The rate times the time limit, from the first to the last who came.
        Assert.InRange(done, 5, 19);
        Assert.Equal(Of("shed"), Value(text, "gyr_shed_total{reason=\"handshakes\"}"));
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("limits.tls-handshakes", StringComparison.Ordinal), "the line in the log");

        double Of(string result) => Value(text, $"gyr_tls_handshakes_total{{listener=\"web\",result=\"{result}\"}}");
        static double Ended(string text) => new[] { "full", "timed_out", "shed" }.Sum(result => Value(text, $"gyr_tls_handshakes_total{{listener=\"web\",result=\"{result}\"}}"));
    }

    [Fact]
    public async Task OpenMetrics_for_those_who_ask_and_nothing_for_strangers()
    {
        await using GyrProcess gyr = await GyrProcess.RunAsync(PlanFor("http://127.0.0.1:1"));
        using var http = new HttpClient();
        string url = await AdminUrlAsync(gyr);
        using (var request = new HttpRequestMessage(HttpMethod.Get, url))
        {
            request.Headers.Add("Accept", "application/openmetrics-text; version=1.0.0");
            using HttpResponseMessage response = await http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal("application/openmetrics-text", response.Content.Headers.ContentType!.MediaType);
            Assert.EndsWith("# EOF\n", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        using (var request = new HttpRequestMessage(HttpMethod.Get, url))
        {
            request.Headers.Add("Accept-Encoding", "gzip");
            using HttpResponseMessage response = await http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal("gzip", Assert.Single(response.Content.Headers.ContentEncoding));
            await using var text = new GZipStream(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken), CompressionMode.Decompress);
            using var reader = new StreamReader(text);
            Assert.Contains("\ngyr_workers ", await reader.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        foreach ((string host, HttpMethod method, string path, HttpStatusCode status) in new[]
        {
            ("evil.example", HttpMethod.Get, "/metrics", HttpStatusCode.MisdirectedRequest),
            ("127.0.0.1.evil.example", HttpMethod.Get, "/metrics", HttpStatusCode.MisdirectedRequest),
            ("localhost", HttpMethod.Get, "/metrics", HttpStatusCode.OK),
            ("[::1]", HttpMethod.Get, "/metrics", HttpStatusCode.OK),
            ("localhost", HttpMethod.Get, "/other", HttpStatusCode.NotFound),
            ("localhost", HttpMethod.Post, "/metrics", HttpStatusCode.MethodNotAllowed),
        })
        {
            using var request = new HttpRequestMessage(method, new Uri(new Uri(url), path));
            request.Headers.Host = host;
            using HttpResponseMessage response = await http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal((host, path, status), (host, path, response.StatusCode));
        }
    }

    [Fact]
    public async Task A_unix_socket_serves_too_and_is_taken_over_from_a_process_that_died()
    {
        using var directory = new TemporaryDirectory();
        string path = Path.Combine(directory.Path, "admin.sock");
        using (var left = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)) left.Bind(new UnixDomainSocketEndPoint(path));
        await using GyrProcess gyr = await GyrProcess.RunAsync(ProxyPlan.To("http://127.0.0.1:1") with { Admin = $"{{ listen: \"unix:{path}\" }}" });
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("admin listening on unix:", StringComparison.Ordinal), "the admin socket");
        using var http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, token) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), token);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        Assert.Contains("gyr_workers 1\n", await http.GetStringAsync("http://any.name/metrics", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_at_the_path_of_the_socket_is_left_alone()
    {
        using var directory = new TemporaryDirectory();
        string path = directory.Write("precious.txt", "precious");
        string file = directory.Write("gyr.yaml", GyrYaml.Render(ProxyPlan.To("http://127.0.0.1:1") with { Admin = $"{{ listen: \"unix:{path}\" }}" }));
        (int code, _, string errors) = await GyrProcess.RunToEndAsync("run", "--config", file);
        Assert.Equal(1, code);
        Assert.Contains("cannot be listened on", errors, StringComparison.Ordinal);
        Assert.Equal("precious", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_address_that_is_written_and_taken_is_an_error_at_the_start()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();
        using var directory = new TemporaryDirectory();
        string file = directory.Write("gyr.yaml", GyrYaml.Render(ProxyPlan.To("http://127.0.0.1:1") with { Admin = $"{{ listen: \"{taken.LocalEndPoint}\" }}" }));
        (int code, _, string errors) = await GyrProcess.RunToEndAsync("run", "--config", file);
        Assert.Equal(1, code);
        Assert.Contains($"error admin: {taken.LocalEndPoint} cannot be listened on", errors, StringComparison.Ordinal);
    }

    internal static ProxyPlan PlanFor(params string[] urls) => ProxyPlan.To(urls) with { Admin = "{ listen: \"127.0.0.1:0\" }" };

    internal static async Task<string> AdminUrlAsync(GyrProcess gyr)
    {
        string line = (await gyr.Process.Errors.WaitForAsync(static line => line.Contains("admin listening on ", StringComparison.Ordinal), "the admin address"))[0];
        return $"http://{line.Split(' ')[^1]}/metrics";
    }

    internal static async Task<string> ScrapeAsync(GyrProcess gyr)
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(await AdminUrlAsync(gyr), TestContext.Current.CancellationToken);
    }

    private static Task<string> OpenSslAsync(GyrProcess gyr, params string[] arguments) => OpenSslClient.AskAsync(gyr, OpenSslClient.Quit, ["-servername", "a.example", .. arguments]);

    /// <summary>The value of a sample, which must be there.</summary>
    internal static double Value(string text, string sample)
    {
        Match found = Find(text, sample);
Assert.True(found.Success, $"There is no sample {sample}, but:\n{string.Join('\n', text.Split('\n').Where(line => line.StartsWith(sample.Split('{')[0], StringComparison.Ordinal)))}");
        return double.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture);
    }

    /// <summary>There is no such sample: nothing has been counted under these labels yet.</summary>
    internal static void AssertAbsent(string text, string sample) => Assert.False(Find(text, sample).Success, $"There is a sample {sample}.");

    private static Match Find(string text, string sample) => Regex.Match(text, $"^{Regex.Escape(sample)} (.*)$", RegexOptions.Multiline);

    internal static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        for (long start = Environment.TickCount64; !await condition();)
        {
            if (Environment.TickCount64 - start > Deadline.Default.TotalMilliseconds) throw new TimeoutException($"Waited in vain until {what}.");
        }
    }
}
