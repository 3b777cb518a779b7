using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Gyrfalcon.Admin.Otlp.Wire;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.Telemetry;

/// <summary>Exchanges as spans at a collector, and what endpoints are told of the trace (W3C Trace Context).</summary>
public sealed class TracingTests
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    private const string ClientsSpan = "b7ad6b7169203331";

    [Theory, EachDriver]
    public async Task A_trace_goes_through_the_proxy(Driver driver)
    {
        await using var collector = new TestCollector();
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(PlanFor(collector, "100%", origin.Url), driver);
        await using RawClient client = await gyr.ConnectAsync();
        await client.GetAsync("/some/path?secret=1", $"traceparent: 00-{TraceId}-{ClientsSpan}-00\r\ntracestate: vendor=value\r\n");

        string[] told = origin.Exchanges[0].Request.Fields["traceparent"]!.Split('-');
        Assert.Equal(["00", TraceId, "01"], [told[0], told[1], told[3]]);
        Assert.Equal("vendor=value", origin.Exchanges[0].Request.Fields["tracestate"]);

        IReadOnlyList<Span> spans = await collector.SpansAsync(2);
        Span server = spans.Single(static span => span.Kind == SpanKind.Server);
        Span attempt = spans.Single(static span => span.Kind == SpanKind.Client);
        Assert.Equal((TraceId, ClientsSpan), (server.TraceId.Hex(), server.ParentSpanId.Hex()));
        Assert.Equal((TraceId, server.SpanId.Hex(), told[2]), (attempt.TraceId.Hex(), attempt.ParentSpanId.Hex(), attempt.SpanId.Hex()));
        Assert.NotEqual(server.SpanId.Hex(), attempt.SpanId.Hex());
        Assert.Equal(("GET app", "GET"), (server.Name, attempt.Name));
        Assert.Equal(("GET", "/some/path", "http", "test.example", "200", "127.0.0.1", "app", "web"), (
            server.Attributes.Text("http.request.method"), server.Attributes.Text("url.path"), server.Attributes.Text("url.scheme"), server.Attributes.Text("server.address"),
            server.Attributes.Text("http.response.status_code"), server.Attributes.Text("client.address"), server.Attributes.Text("gyr.cluster"), server.Attributes.Text("gyr.listener")));
        Assert.Equal((origin.Url, $"{origin.Url}/some/path", "200", null), (attempt.Attributes.Text("gyr.endpoint"), attempt.Attributes.Text("url.full"), attempt.Attributes.Text("http.response.status_code"), attempt.Attributes.Text("error.type")));
        Assert.Equal((StatusCode.Unset, StatusCode.Unset), (server.Status?.Code ?? StatusCode.Unset, attempt.Status?.Code ?? StatusCode.Unset));
        Assert.Equal(("connected", "response head"), (attempt.Events[0].Name, attempt.Events[1].Name));

        // One within the other, and both around now.
        ulong now = (ulong)(DateTime.UtcNow - DateTime.UnixEpoch).TotalMilliseconds * 1_000_000;
        ulong[] times = [server.StartTimeUnixNano, attempt.StartTimeUnixNano, attempt.Events[0].TimeUnixNano, attempt.Events[1].TimeUnixNano, attempt.EndTimeUnixNano, server.EndTimeUnixNano];
        Assert.Equal(times.Order(), times);
        Assert.InRange(server.StartTimeUnixNano, now - 60_000_000_000, now + 2_000_000_000);
        Assert.Equal(("gyr", "0.1.0"), (collector.Resource!.Attributes.Text("service.name"), collector.Resource.Attributes.Text("service.version")));
    }

    [Theory]
    [EachDriver("")]
    [EachDriver("traceparent: 00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01\r\n")]
    [EachDriver("traceparent: 00-00000000000000000000000000000000-b7ad6b7169203331-01\r\n")]
    [EachDriver("traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\ntraceparent: 00-1af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n")]
    public async Task A_trace_begins_here_if_none_can_be_read(Driver driver, string field)
    {
        await using var collector = new TestCollector();
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(PlanFor(collector, "100%", origin.Url), driver);
        await using RawClient client = await gyr.ConnectAsync();
        await client.GetAsync("/", $"{field}tracestate: vendor=value\r\n");

        // The trace is named like the request, so that the one can be found by the other.
        FieldList told = origin.Exchanges[0].Request.Fields;
        string parent = Assert.Single(told.All("traceparent"));
        Assert.StartsWith($"00-{told["X-Request-ID"]}-", parent, StringComparison.Ordinal);
        Assert.Null(told["tracestate"]);
        Span server = (await collector.SpansAsync(2)).Single(static span => span.Kind == SpanKind.Server);
        Assert.Equal((told["X-Request-ID"], "", told["X-Request-ID"]), (server.TraceId.Hex(), server.ParentSpanId.Hex(), server.Attributes.Text("gyr.request_id")));
        Assert.Equal(told["X-Request-ID"], (await gyr.AccessLogAsync(static _ => true))[0].Text("trace_id"));
    }

    [Theory, EachDriver]
    public async Task What_fails_is_recorded_though_it_is_not_in_the_sample(Driver driver)
    {
        await using var collector = new TestCollector();
        await using TestOrigin origin = TestOrigin.Start();
        origin.Handle("/broken", static exchange => exchange.ReplyAsync("broken", 500));
        ProxyPlan plan = PlanFor(collector, "0%", origin.Url);
        plan = plan with
        {
            Routes = [new RoutePlan { Name = "away", Path = "/away", Cluster = "away" }, .. plan.Routes],
            Clusters = [.. plan.Clusters, new ClusterPlan { Name = "away", Endpoints = [$"http://127.0.0.1:{HeldPort.Free()}"] }],
        };
        await using GyrProcess gyr = await Proxies.StartGyrAsync(plan, driver);
        await using RawClient client = await gyr.ConnectAsync();
        for (int i = 0; i < 20; i++) await client.GetAsync("/");
        Assert.Equal(500, (await client.GetAsync("/broken")).Response.Status);
        Assert.Equal(503, (await client.GetAsync("/away")).Response.Status);
        for (int i = 0; i < 20; i++) await client.GetAsync("/");
        Assert.All(origin.Exchanges, static exchange => Assert.EndsWith("-00", exchange.Request.Fields["traceparent"], StringComparison.Ordinal));

        gyr.Terminate();
        await gyr.Process.ExitAsync();
        Span[] servers = [.. collector.Spans.Where(static span => span.Kind == SpanKind.Server)];
        Assert.Equal(["/broken", "/away"], servers.Select(static span => span.Attributes.Text("url.path")));
        Assert.All(servers, static span => Assert.Equal(StatusCode.Error, span.Status.Code));
        Assert.Equal(["500", "no_endpoint"], servers.Select(static span => span.Attributes.Text("error.type")));
        Span refused = collector.Spans.Single(span => span.Kind == SpanKind.Client && span.ParentSpanId == servers[1].SpanId);
        Assert.Equal(("connection_refused", null), (refused.Attributes.Text("error.type"), refused.Attributes.Text("http.response.status_code")));
    }

    [Theory]
    [EachDriver("0%", "01", true, true)]
    [EachDriver("100%", "00", true, false)]
    [EachDriver("0%", "01", false, false)]
    [EachDriver("100%", "00", false, true)]
    public async Task Whether_it_is_recorded_is_for_a_trusted_client_to_say(Driver driver, string share, string flags, bool isTrusted, bool isRecorded)
    {
        await using var collector = new TestCollector();
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(PlanFor(collector, share, origin.Url) with { Listener = new ListenerPlan { TrustedProxies = isTrusted ? ["127.0.0.0/8"] : [] } }, driver);
        await using (RawClient client = await gyr.ConnectAsync()) await client.GetAsync("/", $"traceparent: 00-{TraceId}-{ClientsSpan}-{flags}\r\n");
        Assert.EndsWith(isRecorded ? "-01" : "-00", origin.Exchanges[0].Request.Fields["traceparent"], StringComparison.Ordinal);

        // At its end the process sends all that there is.
        gyr.Terminate();
        await gyr.Process.ExitAsync();
        Assert.Equal(isRecorded ? 2 : 0, collector.Spans.Count);
    }

    [Fact]
    public async Task What_is_being_sent_at_the_end_is_not_sent_twice()
    {
        var taken = new Gate();
        await using var collector = new TestCollector { TracesAreHeld = taken };
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await GyrProcess.RunAsync(PlanFor(collector, "100%", origin.Url));
        await using (RawClient client = await gyr.ConnectAsync()) await client.GetAsync("/");
        await collector.SpansAsync(2);
        gyr.Terminate();
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("stopped after 1 requests", StringComparison.Ordinal), "nothing else is left to do");
        taken.Open();
        await gyr.Process.ExitAsync();
        Assert.Equal(2, collector.Spans.Count);
    }

    [Theory, EachDriver]
    public async Task An_attempt_whose_response_breaks_off_is_an_error_though_its_status_is_none(Driver driver)
    {
        await using var collector = new TestCollector();
        await using ScriptedPeer peer = ScriptedPeer.Start(static async connection =>
        {
            await connection.ExpectHeadAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
            connection.Close();
        });
        await using GyrProcess gyr = await Proxies.StartGyrAsync(PlanFor(collector, "0%", peer.Url), driver);
        await using RawClient client = await gyr.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        await client.ReadToEndOfConnectionAsync();
        IReadOnlyList<Span> spans = await collector.SpansAsync(2);
        Assert.All(spans, static span => Assert.Equal(("incomplete_response", "200", StatusCode.Error), (span.Attributes.Text("error.type"), span.Attributes.Text("http.response.status_code"), span.Status.Code)));
    }

    /// <summary>The trace is that of the client; the ids of spans follow from our own name of the exchange, which is unlike any other's.</summary>
    [Theory, EachDriver]
    public async Task A_request_by_a_trusted_proxy_is_told_by_its_name_there_and_its_client(Driver driver)
    {
        await using var collector = new TestCollector();
        await using TestOrigin origin = TestOrigin.Start();
        ProxyPlan plan = PlanFor(collector, "100%", origin.Url);
        await using GyrProcess gyr = await Proxies.StartGyrAsync(plan with { Listener = plan.Listener with { TrustedProxies = ["127.0.0.0/8"] } }, driver);
        await using RawClient client = await gyr.ConnectAsync();
        await client.GetAsync("/", "X-Request-ID: given\r\nX-Forwarded-For: 192.0.2.9\r\n");
        IReadOnlyList<Span> spans = await collector.SpansAsync(2);
        Span server = spans.Single(static span => span.Kind == SpanKind.Server);
        Assert.Equal(("given", "192.0.2.9", "127.0.0.1", null), (server.Attributes.Text("gyr.request_id"), server.Attributes.Text("client.address"), server.Attributes.Text("network.peer.address"), server.Attributes.Text("client.port")));
        Assert.Equal($"00-{server.TraceId.Hex()}-{spans.Single(static span => span.Kind == SpanKind.Client).SpanId.Hex()}-01", origin.Exchanges[0].Request.Fields["traceparent"]);
    }

    [Theory, EachDriver]
    public async Task Every_attempt_has_a_span(Driver driver)
    {
        await using var collector = new TestCollector();
        await using var origins = new Origins(2);
        origins[0].Handle("/busy", static exchange => exchange.ReplyAsync("busy", 503));
        ProxyPlan plan = PlanFor(collector, "100%", origins.Urls) with { Routes = [new RoutePlan { Name = "app", Cluster = "app", Retry = "{ on: [ 503 ] }" }] };
        await using GyrProcess gyr = await Proxies.StartGyrAsync(plan, driver);
        await using RawClient client = await gyr.ConnectAsync();
        for (int i = 0; i < 2; i++) Assert.Equal(200, (await client.GetAsync("/busy")).Response.Status);

        // One of the two met the busy one first.
        IReadOnlyList<Span> spans = await collector.SpansAsync(5);
        Span busy = spans.Single(static span => span.Attributes.Text("http.response.status_code") == "503");
        Span[] attempts = [.. spans.Where(span => span.ParentSpanId == busy.ParentSpanId).OrderBy(static span => span.StartTimeUnixNano)];
        Assert.Equal([origins.Urls[0], origins.Urls[1]], attempts.Select(static span => span.Attributes.Text("gyr.endpoint")));
        Assert.Equal([StatusCode.Error, StatusCode.Unset], attempts.Select(static span => span.Status?.Code ?? StatusCode.Unset));
        Assert.Equal([null, "1"], attempts.Select(static span => span.Attributes.Text("http.request.resend_count")));
        Assert.All(spans.Where(static span => span.Kind == SpanKind.Server), static span => Assert.Equal("200", span.Attributes.Text("http.response.status_code")));

        // Each endpoint was told the span of its own attempt.
        string[] told = [.. Enumerable.Range(0, 2).SelectMany(i => origins[i].Exchanges).Select(static exchange => exchange.Request.Fields["traceparent"]!.Split('-')[2])];
        Assert.Equal(told.Order(), spans.Where(static span => span.Kind == SpanKind.Client).Select(static span => span.SpanId.Hex()).Order());
    }

    [Fact]
    public async Task A_second_attempt_beside_the_first_is_marked()
    {
        await using var collector = new TestCollector();
        await using var origins = new Origins(2);
        var released = new Gate();
        origins[0].Handle("/slow", async exchange =>
        {
            await released.WaitAsync();
            await exchange.ReplyAsync("late");
        });
        ProxyPlan plan = PlanFor(collector, "100%", origins.Urls) with { Routes = [new RoutePlan { Name = "app", Cluster = "app", Hedge = "{ quantile: 50%, at-least: 20ms }" }] };
        await using GyrProcess gyr = await GyrProcess.RunAsync(plan);
        await using RawClient client = await gyr.ConnectAsync();
        await HedgeTests.WarmUpAsync(client);
        for (int i = 0; !collector.Spans.Any(IsSlowHedge); i++)
        {
            Assert.True(i < 1000, "no request is hedged");
            await client.GetAsync("/slow");
        }

        Span hedge = collector.Spans.First(IsSlowHedge);
        Span first = collector.Spans.Single(span => span.ParentSpanId == hedge.ParentSpanId && span != hedge);
        Assert.Equal((origins.Urls[0], null), (first.Attributes.Text("gyr.endpoint"), first.Attributes.Text("http.response.status_code")));
        released.Open();
    }

    /// <summary>On a busy machine others may be hedged, too.</summary>
    private static bool IsSlowHedge(Span span)
        => span.Attributes.Text("gyr.hedge") == "true" && span.Attributes.Text("http.response.status_code") == "200" && span.Attributes.Text("url.full")!.EndsWith("/slow", StringComparison.Ordinal);

    [Theory, EachDriver]
    public async Task Without_a_collector_the_fields_are_passed_on_as_they_came(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await Proxies.StartGyrAsync(ProxyPlan.To(origin.Url), driver);
        await using RawClient client = await gyr.ConnectAsync();
        await client.GetAsync("/", $"traceparent: 00-{TraceId}-{ClientsSpan}-01\r\ntracestate: vendor=value\r\n");
        await client.GetAsync("/", "tracestate: vendor=value\r\n");
        Assert.Equal(($"00-{TraceId}-{ClientsSpan}-01", "vendor=value"), (origin.Exchanges[0].Request.Fields["traceparent"], origin.Exchanges[0].Request.Fields["tracestate"]));
        Assert.Equal((null, "vendor=value"), (origin.Exchanges[1].Request.Fields["traceparent"], origin.Exchanges[1].Request.Fields["tracestate"]));
    }

    [Fact]
    public async Task A_collector_that_comes_back_gets_what_it_missed()
    {
        await using var collector = new TestCollector();
        await using TestOrigin origin = TestOrigin.Start();
        collector.Origin.Kill();
        await using GyrProcess gyr = await GyrProcess.RunAsync(PlanFor(collector, "100%", origin.Url));
        await using RawClient client = await gyr.ConnectAsync();
        for (int i = 0; i < 3; i++) await client.GetAsync("/");
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("otlp: traces cannot be sent to http://127.0.0.1:", StringComparison.Ordinal), "the warning");
        for (int i = 0; i < 3; i++) await client.GetAsync("/");

        collector.Status = 503;
        collector.Origin.Revive();
        await Deadline.Until(() => collector.Origin.RequestCount > 0, "it is tried again");
        collector.Status = 200;
        Assert.Equal(6, (await collector.SpansAsync(12)).Count(static span => span.Kind == SpanKind.Server));
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("otlp: traces can be sent to ", StringComparison.Ordinal), "the all-clear");
    }

    [Fact]
    public async Task What_the_collector_refuses_is_counted_as_lost()
    {
        await using var collector = new TestCollector { Status = 400 };
        await using TestOrigin origin = TestOrigin.Start();
        await using GyrProcess gyr = await GyrProcess.RunAsync(PlanFor(collector, "100%", origin.Url) with { Admin = "{ listen: \"127.0.0.1:0\" }" });
        await using RawClient client = await gyr.ConnectAsync();
        for (int i = 0; i < 3; i++) await client.GetAsync("/");
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("are lost: the collector answers 400", StringComparison.Ordinal), "the warning");
        await MetricsTests.UntilAsync(async () => MetricsTests.Value(await MetricsTests.ScrapeAsync(gyr), "gyr_traces_dropped_total") == 3, "the lost are counted");
        collector.Status = 200;
        await client.GetAsync("/");
        await collector.SpansAsync(2);
    }

    [Fact]
    public async Task A_reload_begins_and_ends_it()
    {
        await using var collector = new TestCollector();
        await using TestOrigin origin = TestOrigin.Start();
        using var directory = new TemporaryDirectory();
        ProxyPlan plan = ProxyPlan.To(origin.Url);
        string file = directory.Write("gyr.yaml", GyrYaml.Render(plan));
        await using GyrProcess gyr = await GyrProcess.StartAsync(["run", "--watch", "--config", file]);
        await using RawClient client = await gyr.ConnectAsync();
        await client.GetAsync("/");
        directory.Write("gyr.yaml", GyrYaml.Render(PlanFor(collector, "100%", origin.Url)));
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("info setting otlp", StringComparison.Ordinal), "the reload");
        await client.GetAsync("/");
        await collector.SpansAsync(2);
        directory.Write("gyr.yaml", GyrYaml.Render(plan));
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("info setting otlp", StringComparison.Ordinal), "the other reload", 2);
        await client.GetAsync("/");
        Assert.Equal([false, true, false], origin.Exchanges.Select(static exchange => exchange.Request.Fields.Contains("traceparent")));
    }

    [Fact]
    public async Task Another_collector_is_not_kept_waiting_for_what_the_one_before_asked_for()
    {
        await using var other = new TestCollector();
        await using TestOrigin busy = TestOrigin.Start();
        busy.Handle("/v1/traces", static async exchange =>
        {
            await exchange.Request.Body.ReadToEndAsync();
            await exchange.ReplyAsync("", 503, "Retry-After: 300\r\n");
        });
        await using TestOrigin origin = TestOrigin.Start();
        using var directory = new TemporaryDirectory();
        ProxyPlan plan = PlanFor(other, "100%", origin.Url);
        string file = directory.Write("gyr.yaml", GyrYaml.Render(plan with { Otlp = plan.Otlp!.Replace(other.Origin.Url, busy.Url, StringComparison.Ordinal) }));
        await using GyrProcess gyr = await GyrProcess.StartAsync(["run", "--watch", "--config", file]);
        await using RawClient client = await gyr.ConnectAsync();
        await client.GetAsync("/");
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("otlp: traces cannot be sent to ", StringComparison.Ordinal), "that the collector is busy");
        directory.Write("gyr.yaml", GyrYaml.Render(plan));
        await other.SpansAsync(2);
        Assert.Single(busy.Exchanges);
    }

    internal static ProxyPlan PlanFor(TestCollector collector, string share, params string[] urls) => ProxyPlan.To(urls) with
    {
        Otlp = $"{{ endpoint: \"{collector.Origin.Url}\", traces: {share}, metrics: off }}",
        Routes = [new RoutePlan { Name = "app", Cluster = "app" }],
    };
}
