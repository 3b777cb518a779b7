using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.EndToEnd.Tests.Admin;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>Known loads and events, counted exactly at /metrics, and the same in the API.</summary>
public sealed class MetricsScenarioTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Changes_of_the_configuration_are_counted_by_what_came_of_them()
    {
        ProxyPlan plan = MetricsTests.PlanFor("http://127.0.0.1:1");
        string file = _directory.Write("gyr.yaml", GyrYaml.Render(plan));
        await using GyrProcess gyr = await GyrProcess.StartAsync(["run", "--config", file]);
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        Assert.Equal((0, 0, 1), await CountsAsync());

        _directory.Write("gyr.yaml", GyrYaml.Render(plan with { Drain = TimeSpan.FromSeconds(7) }));
        Assert.Equal(200, (await admin.AskAsync("POST", "/reload")).Status);
        Assert.Equal((1, 0, 1), await CountsAsync());

        _directory.Write("gyr.yaml", "{{{");
        Assert.Equal(422, (await admin.AskAsync("POST", "/reload")).Status);
        Assert.Equal((1, 1, 0), await CountsAsync());
        Assert.Equal(422, (await admin.AskAsync("PATCH", "/v1/config", """{"clusters":null}""", "application/merge-patch+json", "*")).Status);
        Assert.Equal((1, 2, 0), await CountsAsync());

        // A plan is no change, and neither is that of an endpoint.
        Assert.Equal(200, (await admin.AskAsync("POST", "/v1/config/plan", GyrYaml.Render(plan), "application/yaml")).Status);
        Assert.Equal(200, (await admin.AskAsync("PATCH", "/v1/clusters/app/endpoints/127.0.0.1:1", """{"weight":2}""")).Status);
        Assert.Equal((1, 2, 0), await CountsAsync());
        Assert.Equal(200, (await admin.AskAsync("PATCH", "/v1/config", """{"drain":"8s"}""", "application/merge-patch+json", "*")).Status);
        Assert.Equal((2, 2, 1), await CountsAsync());

        async Task<(double Applied, double Refused, double LastSucceeded)> CountsAsync()
        {
            string text = await TextAsync(admin);
            double last = MetricsTests.Value(text, "gyr_config_last_reload_success");
            Assert.Equal(last == 1, (bool)(await admin.GetAsync("/v1/status"))["lastReloadSucceeded"]!);
            return (MetricsTests.Value(text, "gyr_config_reloads_total{outcome=\"applied\"}"), MetricsTests.Value(text, "gyr_config_reloads_total{outcome=\"refused\"}"), last);
        }
    }

    [Fact]
    public async Task Certificates_end_when_they_say_so()
    {
        using var authority = new TestAuthority();
        string good = authority.WriteIssued(_directory.Path, "a", ["a.example", "b.example"]);
        string late = authority.WriteIssued(_directory.Path, "c", ["c.example"], expired: true);
        string file = _directory.Write("gyr.yaml", GyrYaml.Render(MetricsTests.PlanFor("http://127.0.0.1:1") with { Listener = new ListenerPlan { Tls = $"{{ certificates: [ {{ {good} }}, {{ {late} }} ] }}" } }));
        await using GyrProcess gyr = await GyrProcess.StartAsync(["run", "--config", file]);
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        string text = await TextAsync(admin);
        Assert.Equal(Seconds(authority.Certificate.NotAfter), MetricsTests.Value(text, Expiry("web", "a.example")));
        Assert.Equal(Seconds(authority.Certificate.NotBefore.AddHours(1)), MetricsTests.Value(text, Expiry("web", "c.example")));
        MetricsTests.AssertAbsent(text, Expiry("web", "b.example"));
        MetricsTests.AssertAbsent(text, Expiry("_admin", "a.example"));

        // Another authority, whose certificates end later.
        long before = Seconds(authority.Certificate.NotAfter);
        await Deadline.Until(() => DateTimeOffset.UtcNow.ToUnixTimeSeconds() > Seconds(authority.Certificate.NotBefore.AddDays(1)), "a second has passed");
        using var next = new TestAuthority();
        next.WriteIssued(_directory.Path, "a", ["a.example"]);
        Assert.Equal(200, (await admin.AskAsync("POST", "/reload")).Status);
        Assert.True(Seconds(next.Certificate.NotAfter) > before);
        Assert.Equal(Seconds(next.Certificate.NotAfter), MetricsTests.Value(await TextAsync(admin), Expiry("web", "a.example")));

        static string Expiry(string listener, string name) => $"gyr_tls_certificate_expiry_seconds{{listener=\"{listener}\",name=\"{name}\"}}";
        static long Seconds(DateTime time) => new DateTimeOffset(time).ToUnixTimeSeconds();
    }

    /// <summary>Those with different keys stand side by side; whoever is warned must be warned of the first that ends.</summary>
    [Fact]
    public async Task Of_certificates_with_one_name_the_first_that_ends_is_told()
    {
        using var authority = new TestAuthority();
        string good = authority.WriteIssued(_directory.Path, "a", ["a.example"]);
        string late = authority.WriteIssued(_directory.Path, "b", ["a.example"], expired: true);
        string file = _directory.Write("gyr.yaml", GyrYaml.Render(MetricsTests.PlanFor("http://127.0.0.1:1") with { Listener = new ListenerPlan { Tls = $"{{ certificates: [ {{ {good} }}, {{ {late} }} ] }}" } }));
        await using GyrProcess gyr = await GyrProcess.StartAsync(["run", "--config", file]);
        double told = MetricsTests.Value(await MetricsTests.ScrapeAsync(gyr), "gyr_tls_certificate_expiry_seconds{listener=\"web\",name=\"a.example\"}");
        Assert.Equal(new DateTimeOffset(authority.Certificate.NotBefore.AddHours(1)).ToUnixTimeSeconds(), told);
    }

    /// <summary>The status says that it went well, and it did not.</summary>
    [Theory, EachDriver]
    public async Task A_response_that_breaks_off_is_an_error(Driver driver)
    {
        await using ScriptedPeer peer = ScriptedPeer.Start(static async connection =>
        {
            await connection.ExpectHeadAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
            connection.Close();
        });
        await using GyrProcess gyr = await Proxies.StartGyrAsync(MetricsTests.PlanFor(peer.Url), driver);
        await using (RawClient client = await gyr.ConnectAsync())
        {
            await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            await client.ReadToEndOfConnectionAsync();
        }

        await gyr.AccessLogAsync(static line => line.Fault == "incomplete-response");
        string text = await MetricsTests.ScrapeAsync(gyr);
        Assert.Equal(1, MetricsTests.Value(text, "http_server_request_duration_seconds_count{http_request_method=\"GET\",http_response_status_code=\"200\",url_scheme=\"http\",error_type=\"incomplete_response\"}"));
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        var exchanges = await admin.GetAsync("/v1/exchanges");
        Assert.Contains("\"status\":200,\"fault\":\"incomplete-response\"}]", exchanges.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory, EachDriver]
    public async Task Second_endpoints_that_are_asked_are_counted_and_which_of_them_won(Driver driver)
    {
        var slow = new Gate();
        await using var origins = new Origins(2);
        origins[0].Handle("/slow", exchange => AfterAsync(exchange, slow));
        ProxyPlan plan = MetricsTests.PlanFor(origins.Urls) with { Routes = [new RoutePlan { Name = "all", Cluster = "app", Hedge = "{ quantile: 50%, at-least: 300ms }" }] };
        await using GyrProcess gyr = await Proxies.StartGyrAsync(plan, driver);
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        await using RawClient client = await gyr.ConnectAsync();
        await HedgeTests.WarmUpAsync(client);
        string before = await TextAsync(admin);

        // Of every two requests one meets the slow endpoint first.
        for (int i = 0; i < 4; i++) Assert.Equal("b", (await client.GetAsync("/slow")).Body);
        string after = await TextAsync(admin);
        Assert.Equal((2, 2), (Grown("gyr_cluster_hedges_total"), Grown("gyr_cluster_hedges_won_total")));
        JsonNode told = await admin.GetAsync("/v1/clusters/app");
        Assert.Equal((MetricsTests.Value(after, "gyr_cluster_hedges_total{cluster=\"app\"}"), MetricsTests.Value(after, "gyr_cluster_hedges_won_total{cluster=\"app\"}")), ((double)told["hedges"]!, (double)told["hedgesWon"]!));
        Assert.Equal((4, 0, 0), (Grown("gyr_cluster_requests_total"), Grown("gyr_cluster_retries_total"), Grown("gyr_cluster_retries_denied_total")));

        // Now the second is slower still.
        before = after;
        var never = new Gate();
        var asked = new Gate();
        origins[1].Handle("/slow", exchange =>
        {
            asked.Open();
            return AfterAsync(exchange, never);
        });
        while ((await client.GetAsync("/")).Body != "b")
        {
        }

        Task<(WireResponse Response, string Body)> answer = client.GetAsync("/slow");
        await asked.WaitAsync("the second endpoint to be asked");
        slow.Open();
        Assert.Equal("a", (await answer).Body);
        after = await TextAsync(admin);
        Assert.Equal((1, 0), (Grown("gyr_cluster_hedges_total"), Grown("gyr_cluster_hedges_won_total")));
        never.Open();

        double Grown(string family) => Of(after, family) - Of(before, family);
    }

    [Theory, EachDriver]
    public async Task What_a_cluster_refuses_for_want_of_an_endpoint_came_and_failed(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        origin.Handle("/broken", static exchange => exchange.ReplyAsync("no", 500));
        origin.Handle("/absent", static exchange => exchange.ReplyAsync("no", 404));
        await using GyrProcess gyr = await StartAsync(driver, new ClusterPlan { Endpoints = [origin.Url] });
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        await using RawClient client = await gyr.ConnectAsync();
        foreach ((string path, int status) in new[] { ("/broken", 500), ("/absent", 404) }) Assert.Equal(status, (await client.GetAsync(path)).Response.Status);
        origin.Kill();
        for (int i = 0; i < 3; i++) Assert.Equal(503, (await client.GetAsync("/")).Response.Status);

        string text = await TextAsync(admin);
        Assert.Equal((5, 4), (Of(text, "gyr_cluster_requests_total"), Of(text, "gyr_cluster_requests_failed_total")));
        JsonNode told = await admin.GetAsync("/v1/clusters/app");
        Assert.Equal((5, 4), ((int)told["requests"]!, (int)told["failed"]!));
        await HasFailedAsync().Within("the history of the cluster");

        async Task HasFailedAsync()
        {
            while ((await admin.GetAsync("/v1/history/cluster/app"))["failed"]!.AsArray().Sum(static each => (int)each!) != 4) await Task.Yield();
        }
    }

    [Theory, EachDriver]
    public async Task Whom_the_circuit_breaker_refuses_has_come_and_is_counted_as_refused(Driver driver)
    {
        var gate = new Gate();
        await using TestOrigin origin = TestOrigin.Start();
        origin.Handle("/busy", exchange => AfterAsync(exchange, gate));
        await using GyrProcess gyr = await StartAsync(driver, new ClusterPlan { Endpoints = [origin.Url], CircuitBreaker = "{ max-requests: 1 }" });
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        await AssertClusterAsync(admin, requests: 0);
        await using RawClient busy = await gyr.ConnectAsync();
        Task<(WireResponse Response, string Body)> answer = busy.GetAsync("/busy");
        await Deadline.Until(() => origin.RequestCount == 1, "the first is at the origin");
        await AssertClusterAsync(admin, requests: 1, waiting: 1);

        await using RawClient refused = await gyr.ConnectAsync();
        for (int i = 0; i < 3; i++) Assert.Equal(503, (await refused.GetAsync("/")).Response.Status);
        await AssertRouteAsync(admin, 3, 503, 3);
        string text = await AssertClusterAsync(admin, requests: 4, waiting: 1, refused: 3);
        Assert.Equal(3, MetricsTests.Value(text, "gyr_faults_total{fault=\"breaker_open\",side=\"endpoint\"}"));
        await AssertEndpointAsync(admin, origin.Url, inFlight: 1, requests: 0);

        gate.Open();
        await answer;
        await AssertClusterAsync(admin, requests: 4, refused: 3);
        await AssertEndpointAsync(admin, origin.Url, inFlight: 0, requests: 1);
        await AssertRouteAsync(admin, 4, 200, 1);
    }

    [Theory, EachDriver]
    public async Task Where_nobody_may_wait_whoever_would_have_to_is_refused(Driver driver)
    {
        var gate = new Gate();
        await using TestOrigin origin = TestOrigin.Start();
        origin.Handle("/busy", exchange => AfterAsync(exchange, gate));
        await using GyrProcess gyr = await StartAsync(driver, new ClusterPlan { EndpointsYaml = $"[ {{ url: \"{origin.Url}\", max-requests: 1 }} ]", CircuitBreaker = "{ max-pending: 0 }" });
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        await using RawClient busy = await gyr.ConnectAsync();
        Task<(WireResponse Response, string Body)> answer = busy.GetAsync("/busy");
        await Deadline.Until(() => origin.RequestCount == 1, "the first is at the origin");

        await using RawClient refused = await gyr.ConnectAsync();
        for (int i = 0; i < 3; i++) Assert.Equal(503, (await refused.GetAsync("/")).Response.Status);
        await AssertRouteAsync(admin, 3, 503, 3);
        string text = await AssertClusterAsync(admin, requests: 4, waiting: 1, refused: 3);
        Assert.Equal(3, MetricsTests.Value(text, "gyr_faults_total{fault=\"queue_full\",side=\"proxy\"}"));
        gate.Open();
        await answer;
        await AssertEndpointAsync(admin, origin.Url, inFlight: 0, requests: 1);
        Assert.Equal(200, (await refused.GetAsync("/")).Response.Status);
        await AssertClusterAsync(admin, requests: 5, refused: 3);
    }

    [Theory, EachDriver]
    public async Task Who_waits_for_a_place_is_counted_while_he_waits(Driver driver)
    {
        var gate = new Gate();
        await using TestOrigin origin = TestOrigin.Start();
        origin.Handle("/busy", exchange => AfterAsync(exchange, gate));
        await using GyrProcess gyr = await StartAsync(driver, new ClusterPlan { EndpointsYaml = $"[ {{ url: \"{origin.Url}\", max-requests: 1 }} ]" });
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        await using RawClient busy = await gyr.ConnectAsync();
        Task<(WireResponse Response, string Body)> answer = busy.GetAsync("/busy");
        await Deadline.Until(() => origin.RequestCount == 1, "the first is at the origin");

        await using RawClient one = await gyr.ConnectAsync();
        await using RawClient other = await gyr.ConnectAsync();
        Task<(WireResponse Response, string Body)>[] pending = [one.GetAsync("/"), other.GetAsync("/")];
        await MetricsTests.UntilAsync(async () => Of(await TextAsync(admin), "gyr_cluster_requests_pending") == 2, "two wait for a place");
        await AssertClusterAsync(admin, requests: 3, waiting: 3, pending: 2);
        await AssertEndpointAsync(admin, origin.Url, inFlight: 1, requests: 0);

        gate.Open();
        await Task.WhenAll([answer, .. pending]).Within("the answers");
        await AssertClusterAsync(admin, requests: 3);
        await AssertEndpointAsync(admin, origin.Url, inFlight: 0, requests: 3);
    }

    [Theory, EachDriver]
    public async Task Retries_beyond_the_budget_are_counted_as_denied(Driver driver)
    {
        const int Requests = 12;
        var firsts = new Gate();
        var retries = new Gate();
        int seen = 0;
        await using var origins = new Origins(2);
        for (int i = 0; i < 2; i++)
        {
            origins[i].Handle("/", async exchange =>
            {
                await (Interlocked.Increment(ref seen) <= Requests ? firsts : retries).WaitAsync();
                await exchange.ReplyAsync("busy", 503);
            });
        }

        ProxyPlan plan = MetricsTests.PlanFor(origins.Urls) with { Routes = [new RoutePlan { Name = "all", Cluster = "app", Retry = "{ attempts: 2, budget: 0%, on: [ 503 ] }" }] };
        await using GyrProcess gyr = await Proxies.StartGyrAsync(plan, driver);
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        Task<int>[] clients = [.. Enumerable.Range(0, Requests).Select(async _ =>
        {
            await using RawClient client = await gyr.ConnectAsync();
            return (await client.GetAsync("/")).Response.Status;
        })];
        await Deadline.Until(() => Volatile.Read(ref seen) == Requests, "all wait at the endpoints");
        await AssertClusterAsync(admin, requests: Requests, waiting: Requests);

        // Three retries may be under way however small the budget is.
        firsts.Open();
        await Deadline.Until(() => clients.Count(static client => client.IsCompleted) == Requests - 3 && Volatile.Read(ref seen) == Requests + 3, "each is answered or waits again");
        await AssertClusterAsync(admin, requests: Requests, waiting: 3, retries: 3, denied: Requests - 3);
        retries.Open();
        Assert.All(await Task.WhenAll(clients).Within("the answers"), static status => Assert.Equal(503, status));
        await AssertClusterAsync(admin, requests: Requests, retries: 3, denied: Requests - 3);
        Assert.Equal(Requests + 3, (int)(await admin.GetAsync("/v1/clusters/app"))["attempts"]!);
        await AssertRouteAsync(admin, Requests, 503, Requests);
    }

    [Theory, EachDriver]
    public async Task A_panic_is_shown_while_it_lasts(Driver driver)
    {
        await using var origins = new Origins(3);
        for (int i = 0; i < 2; i++) origins[i].Handle("/healthz", static exchange => exchange.ReplyAsync("sick", 500));
        await using GyrProcess gyr = await StartAsync(driver, new ClusterPlan { Endpoints = origins.Urls, Health = "{ panic-below: 50%, active: { path: /healthz, interval: 50ms, fast-interval: 20ms, timeout: 10s, healthy-after: 2, unhealthy-after: 2 } }" });
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("cluster app: fewer than 50 % of its endpoints are well", StringComparison.Ordinal), "the line about the panic");
        string text = await AssertClusterAsync(admin, requests: 0, isPanicking: true);
        for (int i = 0; i < 3; i++)
        {
            string obstacle = $"gyr_endpoint_obstacle{{cluster=\"app\",endpoint=\"{origins.Urls[i]}\",obstacle=\"unhealthy\"}}";
            if (i < 2) Assert.Equal(1, MetricsTests.Value(text, obstacle));
            else MetricsTests.AssertAbsent(text, obstacle);
        }

        origins[0].Handle("/healthz", static exchange => exchange.ReplyAsync("well"));
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("cluster app: enough of its endpoints are well again", StringComparison.Ordinal), "the line about its end");
        await AssertClusterAsync(admin, requests: 0);
    }

    [Fact]
    public async Task Weights_are_those_of_the_file_until_somebody_weighs()
    {
        const string One = "http://127.0.0.1:1";
        const string Other = "http://127.0.0.1:2";
        await using GyrProcess gyr = await StartAsync(Driver.Epoll, new ClusterPlan { EndpointsYaml = $"[ \"{One}\", {{ url: \"{Other}\", weight: 5 }} ]" });
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        Assert.Equal((1, 5), await WeightsAsync());
        Assert.Equal(200, (await admin.AskAsync("PATCH", "/v1/clusters/app/endpoints/127.0.0.1:2", """{"weight":0}""")).Status);
        Assert.Equal(200, (await admin.AskAsync("PATCH", "/v1/clusters/app/endpoints/127.0.0.1:1", """{"weight":1000}""")).Status);
        Assert.Equal((1000, 0), await WeightsAsync());
        Assert.Equal(200, (await admin.AskAsync("PATCH", "/v1/clusters/app/endpoints/127.0.0.1:2", """{"weight":null}""")).Status);
        Assert.Equal((1000, 5), await WeightsAsync());

        async Task<(double One, double Other)> WeightsAsync()
        {
            string text = await TextAsync(admin);
            JsonNode endpoints = await admin.GetAsync("/v1/endpoints");
            (double, double) weights = (MetricsTests.Value(text, EndpointSample("gyr_endpoint_weight", One)), MetricsTests.Value(text, EndpointSample("gyr_endpoint_weight", Other)));
            Assert.Equal(weights, ((double)endpoints[0]!["weight"]!, (double)endpoints[1]!["weight"]!));
            return weights;
        }
    }

    [Theory, EachDriver]
    public async Task The_process_tells_of_itself_what_the_system_knows_of_it(Driver driver)
    {
        var gate = new Gate();
        await using TestOrigin origin = TestOrigin.Start();
        origin.Handle("/busy", exchange => AfterAsync(exchange, gate));
        await using GyrProcess gyr = await StartAsync(driver, new ClusterPlan { Endpoints = [origin.Url] });
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        JsonNode status = await admin.GetAsync("/v1/status");
        double cpuBefore = CpuSeconds(gyr.Process.Id);
        string text = await TextAsync(admin);
        Assert.InRange(MetricsTests.Value(text, "process_cpu_seconds_total"), cpuBefore - 0.02, CpuSeconds(gyr.Process.Id) + 0.02);
        Assert.Equal(1, MetricsTests.Value(text, $"gyr_build_info{{version=\"{status["version"]}\",driver=\"{status["driver"]}\"}}"));
        Assert.Equal(1, MetricsTests.Value(text, "gyr_workers"));
        using (Process process = Process.GetProcessById(gyr.Process.Id))
        {
            double start = new DateTimeOffset(process.StartTime).ToUnixTimeMilliseconds() / 1000.0;
            Assert.InRange(MetricsTests.Value(text, "process_start_time_seconds"), start - 1, start + 1);
        }

        Assert.InRange(MetricsTests.Value(text, "process_resident_memory_bytes") / gyr.Process.ResidentBytes, 0.8, 1.25);

        // While it counts it has the folder open too.
        double descriptors = MetricsTests.Value(await TextAsync(admin), "process_open_fds");
        Assert.InRange(descriptors - Directory.GetFiles($"/proc/{gyr.Process.Id}/fd").Length, 0, 2);
        Assert.Equal(0, MetricsTests.Value(text, "gyr_memory_held_bytes"));

        await using RawClient client = await gyr.ConnectAsync();
        Task<(WireResponse Response, string Body)> answer = client.GetAsync("/busy");
        await Deadline.Until(() => origin.RequestCount == 1, "the request is at the origin");
        text = await TextAsync(admin);
        Assert.InRange(MetricsTests.Value(text, "gyr_memory_held_bytes"), 6 * 1024, 256 * 1024);

        // The client's connection and the one to the origin.
        Assert.Equal(2, MetricsTests.Value(text, "process_open_fds") - descriptors);
        gate.Open();
        await answer;
        await MetricsTests.UntilAsync(async () => MetricsTests.Value(await TextAsync(admin), "gyr_memory_held_bytes") == 0, "everything is given back");
    }

    private static async Task AfterAsync(OriginExchange exchange, Gate gate)
    {
        await exchange.ReadBodyAsync();
        await gate.WaitAsync();
        await exchange.ReplyAsync(exchange.Origin.Name);
    }

    private static Task<GyrProcess> StartAsync(Driver driver, ClusterPlan cluster)
        => Proxies.StartGyrAsync(MetricsTests.PlanFor() with { Clusters = [cluster], Routes = [new RoutePlan { Name = "all", Cluster = "app" }] }, driver);

    private static async Task<string> TextAsync(AdminPeer admin)
    {
        (int status, string text, _) = await admin.AskTextAsync("GET", "/metrics");
        Assert.Equal(200, status);
        return text;
    }

    private static double Of(string text, string family) => MetricsTests.Value(text, $"{family}{{cluster=\"app\"}}");

    private static string EndpointSample(string family, string url) => $"{family}{{cluster=\"app\",endpoint=\"{url}\"}}";

    /// <summary>The cluster's numbers, at /metrics and in the API.</summary>
    private static async Task<string> AssertClusterAsync(AdminPeer admin, int requests, int waiting = 0, int pending = 0, int retries = 0, int denied = 0, int refused = 0, bool isPanicking = false)
    {
        string text = await TextAsync(admin);
        Assert.Equal(requests, Of(text, "gyr_cluster_requests_total"));
        Assert.Equal(
            (waiting, pending, retries, denied, refused, isPanicking ? 1 : 0),
            (Of(text, "gyr_cluster_requests_waiting"), Of(text, "gyr_cluster_requests_pending"), Of(text, "gyr_cluster_retries_total"), Of(text, "gyr_cluster_retries_denied_total"), Of(text, "gyr_cluster_requests_refused_total"), Of(text, "gyr_cluster_panic")));
        JsonNode cluster = (await admin.GetAsync("/v1/clusters")).AsArray().Single()!;
        Assert.Equal(
            (requests, waiting, pending, retries, denied, refused, isPanicking),
            ((int)cluster["requests"]!, (int)cluster["waiting"]!, (int)cluster["pending"]!, (int)cluster["retries"]!, (int)cluster["retriesDenied"]!, (int)cluster["refused"]!, (bool)cluster["panicking"]!));
        return text;
    }

    /// <summary>The endpoint's numbers, at /metrics and in the API, as soon as so many attempts are under way.</summary>
    private static async Task AssertEndpointAsync(AdminPeer admin, string url, int inFlight, int requests)
    {
        string text = "";
        await MetricsTests.UntilAsync(async () => MetricsTests.Value(text = await TextAsync(admin), EndpointSample("gyr_endpoint_requests_in_flight", url)) == inFlight, $"{inFlight} attempts are under way");
        Assert.Equal((requests, 0), (MetricsTests.Value(text, EndpointSample("gyr_endpoint_requests_total", url)), MetricsTests.Value(text, EndpointSample("gyr_endpoint_faults_total", url))));
        string durations = EndpointSample("gyr_endpoint_request_duration_seconds_count", url);
        if (requests > 0) Assert.Equal(requests, MetricsTests.Value(text, durations));
        else MetricsTests.AssertAbsent(text, durations);
        JsonNode endpoint = (await admin.GetAsync("/v1/endpoints")).AsArray().Single(each => (string?)each!["url"] == url)!;
        Assert.Equal((inFlight, requests, 0), ((int)endpoint["inFlight"]!, (int)endpoint["requests"]!, (int)endpoint["faults"]!));
    }

    /// <summary>How many of the route's requests had that status, at /metrics and in the API, as soon as so many have ended.</summary>
    private static async Task AssertRouteAsync(AdminPeer admin, int all, int status, int count)
    {
        string text = "";
        await MetricsTests.UntilAsync(async () => EndedIn(text = await TextAsync(admin)) == all, $"{all} requests have ended");
        Assert.Equal(count, MetricsTests.Value(text, $"gyr_route_requests_total{{route=\"all\",code=\"{status}\",method=\"GET\"}}"));
        JsonNode route = (await admin.GetAsync("/v1/routes")).AsArray().Single()!;
        Assert.Equal((all, count), ((int)route["requests"]!, (int)route["statuses"]![$"{status}"]!));

        // While none has ended there is no such sample.
        static double EndedIn(string text) => text.Contains("gyr_route_request_duration_seconds_count{route=\"all\"}", StringComparison.Ordinal) ? MetricsTests.Value(text, "gyr_route_request_duration_seconds_count{route=\"all\"}") : 0;
    }

    /// <summary>User and system time by /proc, in its ticks of ten milliseconds.</summary>
    private static double CpuSeconds(int process)
    {
        string stat = File.ReadAllText($"/proc/{process}/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (double.Parse(fields[11], System.Globalization.CultureInfo.InvariantCulture) + double.Parse(fields[12], System.Globalization.CultureInfo.InvariantCulture)) / 100;
    }
}
