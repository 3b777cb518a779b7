using System;
using System.Linq;
using System.Text;
using CsCheck;
using Gyrfalcon.Http.Http1;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Balancing;
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
          - { name: keyed, match: { path: /keyed }, cluster: keyed, retry: { attempts: 4, on: [ connect-failure, 503 ] } }
          - { name: regions, match: { path: /regions }, split: [ { cluster: app, weight: 1 }, { cluster: sessions, weight: 1 } ], split-key: client-address }
        clusters:
          app: { endpoints: [ "http://10.0.0.1", { url: "http://10.0.0.2", weight: 3 }, { url: "http://10.0.0.3", weight: 0 }, { url: "http://10.0.0.4", backup: true } ] }
          keyed: { balancer: { maglev: { key: "header:x-user" } }, proxy-protocol: v2, circuit-breaker: { max-requests: 2 }, endpoints: [ "http://10.0.0.7", "http://10.0.0.8", "http://10.0.0.9" ] }
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
        Assert.Equal(8, trials.Length);
    }

    [Theory]
    [InlineData("GET", "http://a.test/nothing", "404 no-route")]
    [InlineData("GET", "http://a.test/tea", "418, by the route itself")]
    [InlineData("GET", "http://a.test:81/x", "308 to https")]
    [InlineData("TRACE", "http://a.test/login", "501 method-not-implemented")]
    [InlineData("G ET", "http://a.test/login", "400 malformed-request")]
    [InlineData("GET", "http://a.test/login/../../x", "400 malformed-request")]
    [InlineData("GET", "/login", "400 malformed-request")]
    [InlineData("CONNECT", "a.test:443", "501 method-not-implemented")]
    public void WhatIsAnsweredHereIsTold(string method, string url, string answer) => Assert.StartsWith(answer, Ask(method, url).Answer, StringComparison.Ordinal);

    [Theory]
    [InlineData("GET", "nonsense", null)]
    [InlineData("GET", "ftp://a.test/", null)]
    [InlineData("GET", "http://a.test/", "nobody")]
    [InlineData("GET", "http://a.test/", null, "garbage")]
    [InlineData("GET", "http://a.test/", null, "192.0.2.1", "")]
    [InlineData("GET", "http://a.test/", null, "192.0.2.1", "A: b\r\nC: d")]
    [InlineData("GET", "http://a.test/", null, "192.0.2.1", "A: b", "2")]
    public void WhatCannotBeUnderstoodIsTold(string method, string url, string? listener, string client = "192.0.2.1", string header = "A: b", string version = "1.1")
    {
        Assert.Null(Explainer.Explain(new Question { Method = method, Url = url, Listener = listener, Client = client, Headers = [header], Version = version }, Snapshot, isLive: false, out string? problem));
        Assert.NotEmpty(problem!);
    }

    [Fact]
    public void AUserOfAUrlIsNoPartOfTheHostAndAnOldRequestNeedsNone()
    {
        Assert.Equal("api", Ask("GET", "http://ann:word@api.test/v1/x").Route);
        Assert.Equal("login", Explainer.Explain(new Question { Url = "/login", Version = "1.0" }, Snapshot, false, out _)!.Route);
    }

    [Fact]
    public void WhatIsDecidedDependsOnTheRequest()
    {
        const string Large = "Content-Length: 65537", Small = "Content-Length: 65536", Upgrade = "Upgrade: websocket";
        Snapshot snapshot = Compile("routes: [ { cluster: a, hedge: {}, mirror: { cluster: b }, retry: { attempts: 2, on: [ connect-failure, 503 ] }, timeouts: { tunnel-idle: 9s } } ]\nclusters: { a: { connections: { connect-timeout: 4s }, endpoints: [ \"http://10.0.0.1\" ] }, b: { endpoints: [ \"http://10.0.0.2\" ] } }\n");
        Assert.Equal(
            [
                "response header within 60 s, no limit for the whole; pauses of the body up to 60 s", "a connection to cluster a within 4 s, unless one is kept", "where no connection comes about nothing was sent, and the next endpoint is asked, as long as there is one",
                "once sent, it is sent again after 503: to 2 endpoints at most, while retries are no more than 20 % of the requests that wait, or 3",
                "after the time that 95 % of answers take, at least 0.01 s, a second endpoint is asked too", "100 % of such requests are copied to cluster b; the answers are thrown away",
            ],
            Of("GET"));
        Assert.Contains("it has a body: no second endpoint is asked beside the first", Of("PUT", Small));
        Assert.Contains(Of("PUT", Small), static each => each.Contains("if its body, up to 64 KiB, is still here", StringComparison.Ordinal));
        Assert.Contains("100 % of such requests are copied to cluster b; the answers are thrown away", Of("PUT", Small));
        Assert.Contains("once sent, it is not sent again, for of its body only 64 KiB are held", Of("PUT", Large));
        Assert.Contains("its body is longer than the 64 KiB that are held: it is not copied to cluster b", Of("PUT", Large));
        Assert.Contains("100 % of such requests are copied to cluster b, if the body is no longer than 64 KiB; the answers are thrown away", Of("PUT", "Transfer-Encoding: chunked"));
        Assert.Contains("it asks for an upgrade: no second endpoint is asked beside the first", Of("GET", "Connection: upgrade", Upgrade));
        Assert.Contains("it asks for a tunnel: it is not copied to cluster b", Of("GET", "Connection: upgrade", Upgrade));
        Assert.Contains("if the endpoint agrees it is a tunnel, which ends after a pause of 9 s on both sides", Of("GET", "Connection: upgrade", Upgrade));

        string[] Of(string method, params string[] headers) => [.. Ask(method, "http://a.test/", snapshot, false, headers).Decisions];
    }

    [Fact]
    public void OwnAnswersGetTheirFieldsToo()
    {
        Snapshot snapshot = Compile("listeners: { web: { address: \":443\", tls: { certificates: auto, hsts: 1h } } }\nroutes: [ { match: { path: /own }, respond: { status: 200 } } ]\nclusters: {}\n");
        foreach (string path in (string[])["/own", "/nothing", "/a b"]) Assert.Equal(["the answer gets Strict-Transport-Security: max-age=3600", "the answer gets X-Request-ID: a new one"], Ask("GET", $"https://localhost{path}", snapshot).Policies);
        string[] headers = ["X-Request-ID: abc"];
        Assert.Contains("the answer gets X-Request-ID: abc (that of 10.1.2.3, a trusted proxy)", Explainer.Explain(new Question { Url = "http://a.test:8080/tea", Client = "10.1.2.3", Headers = headers }, Snapshot, false, out _)!.Policies);
        Assert.Contains("the answer gets X-Request-ID: a new one", Explainer.Explain(new Question { Url = "http://a.test:8080/tea", Client = "192.0.2.1", Headers = headers }, Snapshot, false, out _)!.Policies);
    }

    [Fact]
    public void WhatElseIsChangedOnTheWayIsTold()
    {
        Explanation options = Ask("OPTIONS", "http://a.test/login", null, false, "Max-Forwards: 5");
        Assert.Contains("Max-Forwards: 4 (one less)", options.Policies);
        Explanation regions = Explainer.Explain(new Question { Url = "http://a.test:8080/regions", Client = "192.0.2.1" }, Snapshot, false, out _)!;
        Assert.Single(regions.Policies, static each => each.StartsWith("Host towards ", StringComparison.Ordinal));
        Explanation trusted = Explainer.Explain(new Question { Url = "http://a.test:8080/login", Client = "10.1.2.3", Headers = ["X-Forwarded-Host:"] }, Snapshot, false, out _)!;
        Assert.Contains("X-Forwarded-Host: taken out, for it is empty", trusted.Policies);
        Assert.Equal("its path is /tea, and the request's is /x (written /a/%2e%2e/x)", Ask("GET", "http://b.test/a/%2e%2e/x").Routes[3].Why);
    }

    [Fact]
    public void ADiscoveryThatIsNotRunningIsToldOf()
    {
        Snapshot snapshot = Compile("routes: [ { cluster: a } ]\nclusters: { a: { discovery: { dns: { name: svc.internal } } } }\n");
        const string Told = "cluster a has the endpoints besides that its discovery finds, which only a running process knows";
        Assert.Contains(Told, Ask("GET", "http://a.test/", snapshot).Decisions);
        Assert.DoesNotContain(Told, Ask("GET", "http://a.test/", snapshot, isLive: true).Decisions);
    }

    [Fact]
    public void WhereTheQueueIsFullTheAnswerIsTold()
    {
        Snapshot snapshot = Compile("routes: [ { cluster: a } ]\nclusters: { a: { circuit-breaker: { max-pending: 0 }, endpoints: [ { url: \"http://10.0.0.1\", max-requests: 1 } ] } }\n");
        Assert.Null(Ask("GET", "http://a.test/", snapshot, isLive: true).Answer);
        Assert.True(snapshot.Clusters[0].Balancer.TryTake(snapshot.Clusters[0].Endpoints[0]));
        Assert.Equal("503 queue-full: as many requests as may, 0, wait for a place in cluster a", Ask("GET", "http://a.test/", snapshot, isLive: true).Answer);
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
        Cluster sessions = Snapshot.Clusters.First(static cluster => cluster.Name == "sessions");
        string line = Encoding.ASCII.GetString(sessions.Sticky!.SetCookie(sessions.Endpoints[1], isSecured: false));
        string cookie = line.Split([' ', ';'])[1];
        ClusterChance stuck = Assert.Single(Ask("GET", "http://a.test/login", headers: $"Cookie: {cookie}").Clusters);
        Assert.Equal([false, true], stuck.Endpoints.Select(static each => each.IsCandidate));
        Assert.Equal("its cookie sid sticks it to http://10.0.0.6", stuck.Session);
        ClusterChance free = Assert.Single(Ask("GET", "http://a.test/login").Clusters);
        Assert.Equal([true, true], free.Endpoints.Select(static each => each.IsCandidate));
        Assert.Equal("it has no cookie sid of an endpoint that can go on, so one is chosen and the cookie set", free.Session);
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
    public void AKeyDecidesForItsEndpoint()
    {
        Snapshot snapshot = Compile();
        Cluster keyed = snapshot.Clusters.First(static cluster => cluster.Name == "keyed");
        foreach (string user in (string[])["ann", "bob", "eve", "joe"])
        {
            Endpoint picked = keyed.Balancer.Pick(new PickContext(new ManualDriver(), KeyHash.Of(Encoding.ASCII.GetBytes(user)), 1, []))!;
            keyed.Balancer.Release(picked, 1, 2);
            ClusterChance told = Assert.Single(Ask("GET", "http://a.test/keyed", snapshot, isLive: true, $"X-User: {user}").Clusters);
            Assert.StartsWith("the key of this request belongs to it", Assert.Single(told.Endpoints, endpoint => endpoint.Url == picked.Name).Why, StringComparison.Ordinal);
            Assert.Equal(2, told.Endpoints.Count(endpoint => endpoint.Why.StartsWith($"the key belongs to {picked.Name}", StringComparison.Ordinal)));
        }

        ClusterChance any = Assert.Single(Ask("GET", "http://a.test/keyed", snapshot).Clusters);
        Assert.All(any.Endpoints, static endpoint => Assert.StartsWith("the request does not have the key", endpoint.Why, StringComparison.Ordinal));
    }

    [Fact]
    public void AClientsAddressDecidesForItsCluster()
    {
        string[] chosen = [.. Enumerable.Range(1, 50).Select(static i => Assert.Single(Of($"192.0.2.{i}").Clusters).Name)];
        Assert.Equal(["app", "sessions"], chosen.Distinct().Order());

        // Who comes by a trusted proxy is the one that the proxy tells of.
        for (int i = 1; i <= 50; i++)
        {
            Assert.Equal(chosen[i - 1], Assert.Single(Of("10.1.1.1", $"X-Forwarded-For: 192.0.2.{i}").Clusters).Name);
            Assert.Equal(chosen[0], Assert.Single(Of("192.0.2.1", $"X-Forwarded-For: 192.0.2.{i}").Clusters).Name);
        }

        static Explanation Of(string client, params string[] headers) => Explainer.Explain(new Question { Url = "http://a.test:8080/regions", Headers = headers, Client = client }, Snapshot, false, out _)!;
    }

    [Fact]
    public void WhatIsTriedAgainAfterWhatAndWhatIsTooMuchIsTold()
    {
        Snapshot snapshot = Compile();
        Explanation keyed = Ask("GET", "http://a.test/keyed", snapshot, isLive: true);
        Assert.Contains(keyed.Decisions, static each => each == "once sent, it is sent again after 503: to 4 endpoints at most, while retries are no more than 20 % of the requests that wait, or 3");
        Assert.Contains("where no connection comes about nothing was sent, and the next endpoint is asked, as long as there is one", keyed.Decisions);
        Assert.Contains(keyed.Policies, static each => each.StartsWith("a connection to cluster keyed begins with a PROXY header, v2", StringComparison.Ordinal));
        Assert.Contains(keyed.Decisions, static each => each.EndsWith(": now there are 0", StringComparison.Ordinal));
        CircuitBreaker breaker = snapshot.Clusters.First(static cluster => cluster.Name == "keyed").Breaker;
        Assert.True(breaker.TryBeginRequest() && breaker.TryBeginRequest());
        Explanation full = Ask("GET", "http://a.test/keyed", snapshot, isLive: true);
        Assert.Contains(full.Decisions, static each => each.EndsWith(": now there are 2, and it would be refused", StringComparison.Ordinal));
        Assert.Equal("503 breaker-open: cluster keyed has 2 requests under way, its most", full.Answer);
        Assert.All(full.Clusters[0].Endpoints, static endpoint => Assert.False(endpoint.IsCandidate));
        Assert.DoesNotContain(Ask("GET", "http://a.test/keyed", snapshot).Decisions, static each => each.Contains("now there", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("reset", "POST", "POST is not idempotent: once sent, it is not sent again", "where no connection comes about it is given up, for the route's retry is not for connect-failure")]
    [InlineData("connect-failure", "GET", "once sent, it is not sent again", "where no connection comes about nothing was sent, and the next endpoint is asked, as long as there is one")]
    public void WhatIsNotTriedAgainIsTold(string on, string method, params string[] told)
    {
        Snapshot snapshot = Compile($"routes: [ {{ cluster: a, retry: {{ on: [ {on} ] }} }} ]\nclusters: {{ a: {{ endpoints: [ \"http://10.0.0.1\" ] }} }}\n");
        foreach (string sentence in told) Assert.Contains(sentence, Ask(method, "http://a.test/", snapshot).Decisions);
    }

    [Fact]
    public void WhatAStrangerSaysOfItsWayIsReplacedAndATrustedProxyBelieved()
    {
        string[] fields = ["X-Forwarded-For: 192.0.2.1", "X-Forwarded-Proto: https", "X-Request-ID: abc", "Via: 1.0 fred", "Forwarded: for=192.0.2.1", "X-Real-IP: 192.0.2.1", "Proxy-Authorization: Basic eA=="];
        const string Stranger = "(in the place of the client's, for 192.0.2.9 is no trusted proxy)";
        Assert.Equal(
            [
                "Proxy-Authorization: between the client and this proxy, not for the endpoint", "Forwarded, X-Real-IP: taken out, for 192.0.2.9 is no trusted proxy",
                $"X-Forwarded-For: 192.0.2.9 {Stranger}", $"X-Forwarded-Proto: http {Stranger}", "X-Forwarded-Host: a.test:8080", $"X-Request-ID: a new one {Stranger}", "Via: 1.0 fred, and then an entry of this proxy",
                "Host towards cluster sessions: a.test:8080 (the client's)",
            ],
            PoliciesFor("192.0.2.9", fields));
        const string Trusted = "(kept, for 10.1.2.3 is a trusted proxy)";
        Assert.Equal(
            [
                "Proxy-Authorization: between the client and this proxy, not for the endpoint",
                "X-Forwarded-For: 192.0.2.1, 10.1.2.3 (added to, for 10.1.2.3 is a trusted proxy)", $"X-Forwarded-Proto: https {Trusted}", "X-Forwarded-Host: a.test:8080", $"X-Request-ID: abc {Trusted}", "Via: 1.0 fred, and then an entry of this proxy",
                "Host towards cluster sessions: a.test:8080 (the client's)",
            ],
            PoliciesFor("10.1.2.3", fields));
        Assert.Equal(["X-Forwarded-For: 10.1.2.3", "X-Forwarded-Proto: http", "X-Forwarded-Host: a.test:8080", "X-Request-ID: a new one", "Via: an entry of this proxy", "Host towards cluster sessions: a.test:8080 (the client's)"], PoliciesFor("10.1.2.3"));

        static string[] PoliciesFor(string client, params string[] headers)
            => [.. Explainer.Explain(new Question { Url = "http://a.test:8080/login", Headers = headers, Client = client }, Snapshot, false, out _)!.Policies];
    }

    [Theory]
    [InlineData("auto", "http", "a.test (the client's)")]
    [InlineData("auto", "https", "the endpoint's own, for it speaks TLS")]
    [InlineData("client", "https", "a.test (the client's)")]
    [InlineData("endpoint", "http", "the endpoint's own")]
    [InlineData("inner.test", "http", "inner.test")]
    public void TheHostThatTheEndpointGetsIsTold(string host, string scheme, string told)
    {
        Snapshot snapshot = Compile($"routes: [ {{ cluster: a }} ]\nclusters: {{ a: {{ host: {host}, endpoints: [ \"{scheme}://10.0.0.1\" ] }} }}\n");
        Assert.Contains($"Host towards cluster a: {told}", Ask("GET", "http://a.test/", snapshot).Policies);
    }

    [Fact]
    public void WhatTheListenerDoesIsTold()
    {
        Snapshot snapshot = Compile("otlp: { endpoint: \"http://127.0.0.1:4318\", traces: 5% }\nlisteners: { web: { address: \":443\", limits: { body: 1KB }, tls: { certificates: auto, hsts: 1h } } }\nroutes: [ { cluster: a } ]\nclusters: { a: { endpoints: [ \"http://10.0.0.1\" ] } }\n");
        string[] policies = [.. Ask("GET", "https://localhost/", snapshot).Policies];
        Assert.Contains("X-Forwarded-Proto: https", policies);
        Assert.Contains("the answer gets Strict-Transport-Security: max-age=3600", policies);
        Assert.Contains(policies, static each => each == "a body of more than 1000 bytes is answered 413");
        Assert.Contains("traceparent begins a trace named like the request; 5 % are recorded, and what fails", policies);
        Assert.Contains(Ask("GET", "https://localhost/", snapshot, false, "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01").Policies, static each => each.StartsWith("traceparent goes on with the trace that it tells", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("least-requests", "2 under way, 1 for each unit of weight: fewer is better")]
    [InlineData("power-of-two", "2 under way, 1 for each unit of weight: fewer is better")]
    [InlineData("ewma", "0 ms on average, 2 under way: less is better")]
    [InlineData("random", "67 % by weight (2 of 3), 2 under way")]
    public void EachBalancerHasItsScore(string balancer, string score)
    {
        Snapshot snapshot = Compile($"routes: [ {{ cluster: a }} ]\nclusters: {{ a: {{ balancer: {balancer}, endpoints: [ {{ url: \"http://10.0.0.1\", weight: 2 }}, \"http://10.0.0.2\" ] }} }}\n");
        Cluster cluster = snapshot.Clusters[0];
        for (int i = 0; i < 2; i++) Assert.True(cluster.Balancer.TryTake(cluster.Endpoints[0]));
        Assert.Equal(score, Assert.Single(Ask("GET", "http://a.test/", snapshot, isLive: true).Clusters).Endpoints[0].Why.Replace("66.7 %", "67 %", StringComparison.Ordinal));
    }

    [Fact]
    public void WhoIsFullIsPassedOverAndTheRequestMayWait()
    {
        Snapshot snapshot = Compile("routes: [ { cluster: a } ]\nclusters: { a: { queue-timeout: 7s, circuit-breaker: { max-pending: 5 }, endpoints: [ { url: \"http://10.0.0.1\", max-requests: 1 } ] } }\n");
        const string Rule = "while every endpoint of cluster a has as many requests under way as it may, it waits for a place, 7 s at most (503 after that), if fewer than 5 wait already (503 otherwise)";
        Assert.Contains(Rule, Ask("GET", "http://a.test/", snapshot).Decisions);
        Assert.Contains($"{Rule}; now there is a place, and 0 wait", Ask("GET", "http://a.test/", snapshot, isLive: true).Decisions);
        Assert.True(snapshot.Clusters[0].Balancer.TryTake(snapshot.Clusters[0].Endpoints[0]));
        Explanation full = Ask("GET", "http://a.test/", snapshot, isLive: true);
        Assert.Equal((false, "it has 1 under way, its most"), (full.Clusters[0].Endpoints[0].IsCandidate, full.Clusters[0].Endpoints[0].Why));
        Assert.Contains($"{Rule}; now none has a place, and 0 wait", full.Decisions);
        Assert.Null(full.Answer);
    }

    [Fact]
    public void WhenNobodyCanBeAskedTheAnswerIsTold()
    {
        Snapshot snapshot = Compile("routes: [ { cluster: a } ]\nclusters: { a: { health: { panic-below: 0% }, endpoints: [ \"http://10.0.0.1\", \"http://10.0.0.2\" ] } }\n");
        foreach (Endpoint endpoint in snapshot.Clusters[0].Endpoints)
        {
            Assert.Null(Ask("GET", "http://a.test/", snapshot, isLive: true).Answer);
            endpoint.State.Set(Obstacles.Drained, "repair", new DateTime(2026, 1, 1, 12, 3, 5, DateTimeKind.Utc));
        }

        Explanation none = Ask("GET", "http://a.test/", snapshot, isLive: true);
        Assert.Equal("503 no-endpoint: no endpoint of a can be asked", none.Answer);
        Assert.Contains("no endpoint of cluster a can be asked now", none.Decisions);
        Assert.Null(Ask("GET", "http://a.test/", snapshot).Answer);
    }

    [Fact]
    public void WhenTooFewAreWellItIsToldThatHealthIsIgnored()
    {
        Snapshot snapshot = Compile("routes: [ { cluster: a } ]\nclusters: { a: { health: { panic-below: 50% }, endpoints: [ \"http://10.0.0.1\", \"http://10.0.0.2\", \"http://10.0.0.3\" ] } }\n");
        for (int i = 0; i < 2; i++) snapshot.Clusters[0].Endpoints[i].State.Set(Obstacles.Unhealthy, "probe failed", new DateTime(2026, 1, 1, 12, 3, 5, DateTimeKind.Utc));
        ClusterChance chance = Assert.Single(Ask("GET", "http://a.test/", snapshot, isLive: true).Clusters);
        Assert.Equal("RoundRobin, health is ignored, for fewer than 50 % of the endpoints are well", chance.Balancer);
        Assert.Equal((true, "33.3 % by weight (1 of 3), 0 under way; in spite of: unhealthy since 12:03:05Z: probe failed, for too few are well"), (chance.Endpoints[0].IsCandidate, chance.Endpoints[0].Why));
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

    private static Snapshot Compile(string yaml = Yaml)
    {
        ConfigResult result = ConfigText.Parse(yaml.Contains("listeners:", StringComparison.Ordinal) ? yaml : "listeners: { web: { address: \":80\" } }\n" + yaml, "/tmp/gyr.yaml");
        return SnapshotCompiler.Compile(result.Config ?? throw new InvalidOperationException(string.Join('\n', result.Diagnostics)), 1, out string? error) ?? throw new InvalidOperationException(error);
    }
}
