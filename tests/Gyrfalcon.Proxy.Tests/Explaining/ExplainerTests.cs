using System;
using System.Linq;
using System.Text;
using CsCheck;
using Gyrfalcon.Http.Http1;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Explaining;
using Gyrfalcon.Proxy.Snapshots;
using Gyrfalcon.Proxy.Upstream;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Explaining;

public sealed class ExplainerTests
{
    private const string Yaml = """
        listeners:
          web: { address: ":80" }
          inner: { address: ":8080", trusted-proxies: [ 10.0.0.0/8 ] }
          old: { address: ":81", redirect-to-https: true }
        routes:
          - { name: admin, listeners: [ inner ], match: { path: /admin/* }, cluster: app }
          - { name: api, match: { host: api.test, path: /v1/*, methods: [ GET ] }, cluster: app, timeouts: { total: 5s }, hedge: { quantile: 99% } }
          - { name: posts, match: { host: api.test, path: /v1/*, methods: [ POST ] }, cluster: app, retry: { attempts: 3, on: [ reset, 503 ] } }
          - { name: teapot, match: { path: /tea }, respond: { status: 418 } }
          - { name: canary, match: { path: /split }, split: [ { cluster: app, weight: 3 }, { cluster: sessions, weight: 1 } ], mirror: { cluster: app, share: 5% } }
          - { name: login, match: { path: /login }, cluster: sessions }
        clusters:
          app: { endpoints: [ "http://10.0.0.1", { url: "http://10.0.0.2", weight: 3 }, { url: "http://10.0.0.3", weight: 0 }, { url: "http://10.0.0.4", backup: true } ] }
          sessions: { balancer: least-requests, sticky: { cookie: sid }, endpoints: [ "http://10.0.0.5", "http://10.0.0.6" ] }
        """;

    private static readonly Snapshot Snapshot = Compile();

    [Theory]
    [InlineData("GET", "http://api.test/v1/users", "api")]
    [InlineData("POST", "http://api.test/v1/users", "posts")]
    [InlineData("GET", "https://api.test/v1", "api")]
    [InlineData("GET", "http://other.test:8080/admin/x", "admin")]
    [InlineData("GET", "http://other.test/tea", "teapot")]
    [InlineData("GET", "http://other.test/nothing", null)]
    public void TheRouteIsTheOneThatTheRouterTakes(string method, string url, string? route) => Assert.Equal(route, Ask(method, url).Route);

    [Fact]
    public void EachRouteTellsTheFirstConditionOnWhichItFails()
    {
        RouteTrial[] trials = [.. Ask("POST", "http://api.test/v1/users").Routes];
        Assert.Equal(["admin", "api", "posts"], trials.Select(static each => each.Route));
        Assert.Equal([false, false, true], trials.Select(static each => each.Matches));
        Assert.Equal("it is for the listeners inner, and the request comes in by web", trials[0].Why);
        Assert.Equal("its methods are GET, and the request's is POST", trials[1].Why);
        trials = [.. Ask("GET", "http://b.test/x").Routes];
        Assert.Equal("its hosts are api.test, and the request is for b.test", trials[1].Why);
        Assert.Equal("its path is /tea, and the request's is /x", trials[3].Why);
        Assert.Equal(6, trials.Length);
    }

    [Theory]
    [InlineData("GET", "http://a.test/nothing", "404 no-route")]
    [InlineData("GET", "http://a.test/tea", "418, by the route itself")]
    [InlineData("GET", "http://a.test:81/x", "308 to https")]
    [InlineData("TRACE", "http://a.test/login", "501 method-not-implemented")]
    [InlineData("G ET", "http://a.test/login", "400 malformed-request")]
    [InlineData("GET", "http://a.test/login/../../x", "400 malformed-request")]
    [InlineData("GET", "/login", "400 malformed-request")]
    public void WhatIsAnsweredHereIsTold(string method, string url, string answer) => Assert.StartsWith(answer, Ask(method, url).Answer, StringComparison.Ordinal);

    [Theory]
    [InlineData("GET", "nonsense", null)]
    [InlineData("GET", "ftp://a.test/", null)]
    [InlineData("GET", "http://a.test/", "nobody")]
    public void WhatCannotBeUnderstoodIsTold(string method, string url, string? listener)
    {
        Assert.Null(Explainer.Explain(new Question { Method = method, Url = url, Listener = listener }, Snapshot, isLive: false, out string? problem));
        Assert.NotEmpty(problem!);
    }

    [Fact]
    public void EndpointsHaveTheirChanceOrAReason()
    {
        ClusterChance cluster = Assert.Single(Ask("GET", "http://api.test/v1/x").Clusters);
        Assert.Equal(("app", "the only one", null), (cluster.Name, cluster.Chosen, cluster.Session));
        Assert.Equal([true, true, false, false], cluster.Endpoints.Select(static each => each.IsCandidate));
        Assert.Equal(["25 % by weight (1 of 4)", "75 % by weight (3 of 4)", "its weight is 0", "it is a backup, and others are up"], cluster.Endpoints.Select(static each => each.Why));
    }

    [Fact]
    public void ARunningProcessKnowsMore()
    {
        Snapshot snapshot = Compile();
        Cluster app = snapshot.Clusters[0];
        app.Endpoints[1].State.Set(Obstacles.Unhealthy, "3 probes timed out", new DateTime(2026, 1, 1, 12, 3, 5, DateTimeKind.Utc));
        Assert.True(app.Balancer.TryTake(app.Endpoints[0]));
        ClusterChance cluster = Assert.Single(Ask("GET", "http://api.test/v1/x", snapshot, isLive: true).Clusters);
        Assert.Equal("100 % by weight (1 of 1), 1 under way", cluster.Endpoints[0].Why);
        Assert.Equal((false, "unhealthy since 12:03:05Z: 3 probes timed out"), (cluster.Endpoints[1].IsCandidate, cluster.Endpoints[1].Why));
    }

    [Fact]
    public void ASessionDecidesForItsEndpoint()
    {
        Cluster sessions = Snapshot.Clusters[1];
        string line = Encoding.ASCII.GetString(sessions.Sticky!.SetCookie(sessions.Endpoints[1], isSecured: false));
        string cookie = line.Split([' ', ';'])[1];
        ClusterChance stuck = Assert.Single(Ask("GET", "http://a.test/login", headers: $"Cookie: {cookie}").Clusters);
        Assert.Equal([false, true], stuck.Endpoints.Select(static each => each.IsCandidate));
        Assert.Contains("sticks it to http://10.0.0.6", stuck.Session, StringComparison.Ordinal);
        ClusterChance free = Assert.Single(Ask("GET", "http://a.test/login").Clusters);
        Assert.Equal([true, true], free.Endpoints.Select(static each => each.IsCandidate));
    }

    [Fact]
    public void SharesRetriesHedgesAndCopiesAreTold()
    {
        Explanation canary = Ask("GET", "http://a.test/split");
        Assert.Equal(["3 of 4 of the route's requests", "1 of 4 of the route's requests"], canary.Clusters.Select(static each => each.Chosen));
        Assert.Contains(canary.Decisions, static each => each.StartsWith("5 % of such requests are copied to cluster app", StringComparison.Ordinal));
        Explanation get = Ask("GET", "http://api.test/v1/x");
        Assert.Contains(get.Decisions, static each => each.Contains("the whole within 5 s", StringComparison.Ordinal));
        Assert.Contains(get.Decisions, static each => each.Contains("a second endpoint is asked too", StringComparison.Ordinal));
        Assert.Contains(Ask("POST", "http://api.test/v1/x").Decisions, static each => each.StartsWith("POST is not idempotent", StringComparison.Ordinal));
    }

    [Fact]
    public void WhatAStrangerSaysOfItsWayIsReplacedAndATrustedProxyBelieved()
    {
        const string Field = "X-Forwarded-For: 192.0.2.1";
        Assert.Contains(Ask("GET", "http://a.test:8080/login", headers: Field).Policies, static each => each.Contains("is replaced", StringComparison.Ordinal));
        Explanation trusted = Explainer.Explain(new Question { Url = "http://a.test:8080/login", Headers = [Field], Client = "10.1.2.3" }, Snapshot, false, out _)!;
        Assert.Contains(trusted.Policies, static each => each.Contains("is kept and added to", StringComparison.Ordinal));
    }

    /// <summary>Whatever stands in the URL and the fields, the parser and the router are agreed with, and nothing is thrown.</summary>
    [Fact]
    public void AnyQuestionHasAnAnswerOrAProblem()
    {
        Gen<string> text = Gen.String[Gen.Char["abtest./%:2fF?#*@ \r\n\té"], 0, 20];
        Gen.Select(Gen.OneOf(Gen.Const("GET"), Gen.Const("POST"), text), text, text.Array[0, 3]).Sample(static (method, rest, headers) =>
        {
            var question = new Question { Method = method, Url = "http://a.test/" + rest, Headers = headers };
            Explanation? explanation = Explainer.Explain(question, Snapshot, isLive: false, out string? problem);
            Assert.Equal(explanation is null, problem is not null);
            if (explanation is not { Answer: null } or { Route: null }) return;
            var head = new RequestHead();
            string[] lines = [.. headers];
            string host = headers.Any(static line => line.StartsWith("host:", StringComparison.OrdinalIgnoreCase)) ? "" : "Host: a.test\r\n";
            string target = "/" + (rest.Contains('#', StringComparison.Ordinal) ? rest[..rest.IndexOf('#', StringComparison.Ordinal)] : rest);
            ParseResult result = RequestParser.Parse(head, Encoding.UTF8.GetBytes($"{method} {target} HTTP/1.1\r\n{host}{string.Concat(lines.Select(static line => line + "\r\n"))}\r\n"), HeadLimits.Default);
            Assert.Equal(ParseStatus.Done, result.Status);
            Assert.Equal(explanation!.Route, Snapshot.Router.Match("web", head, out _)?.Name);
        }, iter: 20_000);
    }

    private static Explanation Ask(string method, string url, Snapshot? snapshot = null, bool isLive = false, params string[] headers)
        => Explainer.Explain(new Question { Method = method, Url = url, Headers = headers }, snapshot ?? Snapshot, isLive, out string? problem) ?? throw new InvalidOperationException(problem);

    private static Snapshot Compile()
    {
        ConfigResult result = ConfigText.Parse(Yaml, "/tmp/gyr.yaml");
        return SnapshotCompiler.Compile(result.Config ?? throw new InvalidOperationException(string.Join('\n', result.Diagnostics)), 1, out string? error) ?? throw new InvalidOperationException(error);
    }
}
