using System;
using System.Linq;
using System.Net;
using Gyrfalcon.Proxy.Configuration;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Configuration;

/// <summary>What good documents are read as.</summary>
public sealed class ConfigTextTests
{
    private const string Smallest = """
        listeners:
          web: { address: ":8000" }
        routes:
          - cluster: app
        clusters:
          app:
            endpoints: [ "http://10.0.0.1:8080", "http://10.0.0.2:8080" ]
        """;

    private const string Everything = """
        workers: 3
        driver: io_uring
        access-log: { format: off, output: log/access.log }
        drain: 1m30s
        listeners:
          web:
            address: "[::1]:8443"
            trusted-proxies: [ 10.0.0.0/8, 192.168.1.1, "fd00::/8" ]
            timeouts: { request-header: 1s, request-body-idle: 2s, keep-alive: 3s, send-idle: 4s }
            limits: { request-line: 4KiB, header-bytes: 16KiB, header-fields: 50, body: 10MB, connections: 7 }
        routes:
          - name: first
            match: { host: [ API.example.com, "*.api.example.com" ], path: "/v1/*", methods: [ GET, POST ] }
            listeners: [ web ]
            timeouts: { response-header: 5s, response-idle: 6s, total: 7s }
            retry: { attempts: 3, on: [ reset, "503", 404 ], budget: 50% }
            cluster: app
          - match: { host: "[::1]", path: /healthz, methods: GET }
            listeners: web
            respond: { status: 503, body: "no", content-type: text/html }
        clusters:
          app:
            balancer: round-robin
            endpoints: [ "https://Example.com", { url: "http://[2001:DB8::1]:81/" } ]
            host: shop.internal:81
            tls: { verify: false, server-name: Example.org }
            connections: { connect-timeout: 250ms, idle: 8s, max-idle: 0 }
            resolve-interval: 9s
        """;

    [Fact]
    public void WhatIsNotWrittenTakesTheDocumentedDefault()
    {
        ProxyConfig config = Read(Smallest);
        Assert.Null(config.Workers);
        Assert.Equal(DriverSetting.Auto, config.Driver);
        Assert.Equal(new AccessLogConfig { Format = AccessLogFormat.Json, Output = "stdout" }, config.AccessLog);
        Assert.Equal(TimeSpan.FromSeconds(30), config.Drain);

        ListenerConfig listener = Assert.Single(config.Listeners);
        Assert.Equal("web", listener.Name);
        Assert.Equal(new ListenAddress(null, 8000), listener.Address);
        Assert.Empty(listener.TrustedProxies);
        Assert.Equal(TimeSpan.FromSeconds(10), listener.Timeouts.RequestHeader);
        Assert.Equal(TimeSpan.FromSeconds(30), listener.Timeouts.RequestBodyIdle);
        Assert.Equal(TimeSpan.FromSeconds(75), listener.Timeouts.KeepAlive);
        Assert.Equal(TimeSpan.FromSeconds(60), listener.Timeouts.SendIdle);
        Assert.Equal(8 * 1024, listener.Limits.RequestLine);
        Assert.Equal(32 * 1024, listener.Limits.HeaderBytes);
        Assert.Equal(100, listener.Limits.HeaderFields);
        Assert.Null(listener.Limits.Body);
        Assert.Equal(100_000, listener.Limits.Connections);

        RouteConfig route = Assert.Single(config.Routes);
        Assert.Equal("route-1", route.Name);
        Assert.Empty(route.Match.Host);
        Assert.Equal(PathPattern.Any, route.Match.Path);
        Assert.Empty(route.Match.Methods);
        Assert.Empty(route.Listeners);
        Assert.Equal(TimeSpan.FromSeconds(60), route.Timeouts.ResponseHeader);
        Assert.Equal(TimeSpan.FromSeconds(60), route.Timeouts.ResponseIdle);
        Assert.Null(route.Timeouts.Total);
        Assert.Equal((2, 20), (route.Retry.Attempts, route.Retry.Budget));
        Assert.Equal([RetryCondition.ConnectFailure, RetryCondition.Reset, RetryCondition.Timeout], route.Retry.On);
        Assert.Equal("app", route.Cluster);
        Assert.Null(route.Respond);

        ClusterConfig cluster = Assert.Single(config.Clusters);
        Assert.Equal("app", cluster.Name);
        Assert.Equal(BalancerConfig.RoundRobin, cluster.Balancer);
        Assert.Equal(EndpointHost.Auto, cluster.Host);
        Assert.Equal(new ClusterTlsConfig { Verify = true }, cluster.Tls);
        Assert.Equal(TimeSpan.FromSeconds(5), cluster.Connections.ConnectTimeout);
        Assert.Equal(TimeSpan.FromSeconds(90), cluster.Connections.Idle);
        Assert.Equal(64, cluster.Connections.MaxIdle);
        Assert.Equal(TimeSpan.FromSeconds(30), cluster.ResolveInterval);
        Assert.Equal(["http://10.0.0.1:8080", "http://10.0.0.2:8080"], cluster.Endpoints.Select(e => e.Url));
    }

    [Fact]
    public void RetriesCanBeTurnedOff()
    {
        ProxyConfig config = Read("""
            listeners: { web: { address: ":8000" } }
            routes: [ { cluster: app, retry: off } ]
            clusters: { app: { endpoints: [ "http://a" ] } }
            """);

        Assert.Equal((1, 0), (config.Routes[0].Retry.Attempts, config.Routes[0].Retry.On.Count));
    }

    [Fact]
    public void WhatIsWrittenCounts()
    {
        ProxyConfig config = Read(Everything);
        Assert.Equal(3, config.Workers);
        Assert.Equal(DriverSetting.IoUring, config.Driver);
        Assert.Equal(new AccessLogConfig { Format = AccessLogFormat.Off, Output = "/etc/gyr/log/access.log" }, config.AccessLog);
        Assert.Equal(TimeSpan.FromSeconds(90), config.Drain);

        ListenerConfig listener = Assert.Single(config.Listeners);
        Assert.Equal(new ListenAddress(IPAddress.IPv6Loopback, 8443), listener.Address);
        Assert.Equal(["10.0.0.0/8", "192.168.1.1/32", "fd00::/8"], listener.TrustedProxies.Select(range => range.ToString()));
        Assert.Equal(
            new ListenerTimeoutsConfig { RequestHeader = TimeSpan.FromSeconds(1), RequestBodyIdle = TimeSpan.FromSeconds(2), KeepAlive = TimeSpan.FromSeconds(3), SendIdle = TimeSpan.FromSeconds(4) },
            listener.Timeouts);
        Assert.Equal(new ListenerLimitsConfig { RequestLine = 4096, HeaderBytes = 16_384, HeaderFields = 50, Body = 10_000_000, Connections = 7 }, listener.Limits);

        RouteConfig first = config.Routes[0];
        Assert.Equal("first", first.Name);
        Assert.Equal([new HostPattern("api.example.com", false), new HostPattern("api.example.com", true)], first.Match.Host);
        Assert.Equal(new PathPattern("/v1/", true), first.Match.Path);
        Assert.Equal(["GET", "POST"], first.Match.Methods);
        Assert.Equal(["web"], first.Listeners);
        Assert.Equal(new RouteTimeoutsConfig { ResponseHeader = TimeSpan.FromSeconds(5), ResponseIdle = TimeSpan.FromSeconds(6), Total = TimeSpan.FromSeconds(7) }, first.Timeouts);
        Assert.Equal((3, 50), (first.Retry.Attempts, first.Retry.Budget));
        Assert.Equal([RetryCondition.Reset, (RetryCondition)503, (RetryCondition)404], first.Retry.On);

        RouteConfig second = config.Routes[1];
        Assert.Equal("route-2", second.Name);
        Assert.Equal([new HostPattern("[::1]", false)], second.Match.Host);
        Assert.Equal(new PathPattern("/healthz", false), second.Match.Path);
        Assert.Equal(["GET"], second.Match.Methods);
        Assert.Equal(new RespondConfig { Status = 503, Body = "no", ContentType = "text/html" }, second.Respond);
        Assert.Null(second.Cluster);

        ClusterConfig cluster = Assert.Single(config.Clusters);
        Assert.Equal(new EndpointHost(EndpointHostSource.Literal, "shop.internal:81"), cluster.Host);
        Assert.Equal(new ClusterTlsConfig { Verify = false, ServerName = "example.org" }, cluster.Tls);
        Assert.Equal(new ClusterConnectionsConfig { ConnectTimeout = TimeSpan.FromMilliseconds(250), Idle = TimeSpan.FromSeconds(8), MaxIdle = 0 }, cluster.Connections);
        Assert.Equal(TimeSpan.FromSeconds(9), cluster.ResolveInterval);

        EndpointConfig byName = cluster.Endpoints[0];
        Assert.Equal((EndpointScheme.Https, "example.com", null, 443, "example.com", "https://example.com"), (byName.Scheme, byName.Host, byName.Ip, byName.Port, byName.Authority, byName.Url));
        Assert.Equal("https://Example.com", byName.Text);
        EndpointConfig byAddress = cluster.Endpoints[1];
        Assert.Equal((EndpointScheme.Http, "2001:db8::1", 81, "[2001:db8::1]:81", "http://[2001:db8::1]:81"), (byAddress.Scheme, byAddress.Host, byAddress.Port, byAddress.Authority, byAddress.Url));
        Assert.Equal(IPAddress.Parse("2001:db8::1"), byAddress.Ip);
    }

    [Fact]
    public void RecordsKnowWhereTheyWereWritten()
    {
        ProxyConfig config = Read(Smallest);
        Assert.Equal(new ConfigSource("/etc/gyr/gyr.yaml", 2, 8, "listeners.web"), config.Listeners[0].Source);
        Assert.Equal(new ConfigSource("/etc/gyr/gyr.yaml", 4, 5, "routes[0]"), config.Routes[0].Source);
        Assert.Equal(new ConfigSource("/etc/gyr/gyr.yaml", 7, 5, "clusters.app"), config.Clusters[0].Source);
        Assert.Equal(new ConfigSource("/etc/gyr/gyr.yaml", 7, 42, "clusters.app.endpoints[1]"), config.Clusters[0].Endpoints[1].Source);
    }

    [Fact]
    public void JsonIsRead()
    {
        ProxyConfig config = Read("""
            {
              "workers": 2,
              "listeners": { "web": { "address": ":8000" } },
              "routes": [ { "match": { "host": "*.example.com", "path": "/\u0061" }, "cluster": "app" } ],
              "clusters": { "app": { "endpoints": [ "http:\/\/a" ], "tls": { "verify": true } } }
            }
            """, warnings: 1);
        Assert.Equal(2, config.Workers);
        Assert.Equal("/a", config.Routes[0].Match.Path.Path);
        Assert.Equal("a", config.Clusters[0].Endpoints[0].Host);
    }

    [Fact]
    public void AnAliasStandsForItsValue()
    {
        ProxyConfig config = Read("""
            listeners:
              web: { address: ":8000", limits: &limits { body: 1MiB } }
              api: { address: ":8001", limits: *limits }
            routes: [ { cluster: app } ]
            clusters: { app: { endpoints: &servers [ "http://a" ] } }
            """);
        Assert.Equal(1024 * 1024, config.Listeners[1].Limits.Body);
    }

    [Fact]
    public void NamesMayHoldDots() =>
        Assert.Equal("api.example.com", Read(Smallest.Replace("app", "api.example.com", StringComparison.Ordinal)).Clusters[0].Name);

    [Fact]
    public void APrefixTakesWhatStandsBelowItAndItself()
    {
        var prefix = new PathPattern("/v1/", true);
        Assert.True(prefix.Covers(new PathPattern("/v1/a", false)));
        Assert.True(prefix.Covers(new PathPattern("/v1/a/", true)));
        Assert.True(prefix.Covers(new PathPattern("/v1", false)));
        Assert.False(prefix.Covers(new PathPattern("/v10", false)));
        Assert.False(prefix.Covers(new PathPattern("/", true)));
        Assert.False(new PathPattern("/v1", false).Covers(prefix));
    }

    [Fact]
    public void TenThousandRoutesAreCheckedWithoutComparingEveryPair()
    {
        string routes = string.Join('\n', Enumerable.Range(0, 10_000).Select(i => $"  - {{ match: {{ host: h{i}.example.com, path: \"/p{i}/*\" }}, cluster: app }}"));
        ProxyConfig config = Read($"listeners: {{ web: {{ address: \":8000\" }} }}\nroutes:\n{routes}\nclusters: {{ app: {{ endpoints: [ \"http://a\" ] }} }}\n");
        Assert.Equal(10_000, config.Routes.Count);
    }

    [Fact]
    public void AReportEndsAfterAThousandMistakesAndSaysSo()
    {
        string document = string.Join('\n', Enumerable.Range(0, 5_000).Select(i => $"unknown{i}: 1"));
        ConfigResult result = ConfigText.Parse(document, "gyr.yaml");
        Assert.Equal(1_001, result.Diagnostics.Count);
        Assert.Equal("gyr.yaml: warning GYR1306: only the first 1000 errors and warnings that were found are listed; correct these and check again", result.Diagnostics[^1].ToString());
    }

    [Fact]
    public void WarningsAloneDoNotRefuseHoweverMany()
    {
        string endpoints = string.Join(", ", Enumerable.Repeat("\"http://a\"", 1_500));
        _ = Read(Smallest.Replace("\"http://10.0.0.1:8080\"", endpoints, StringComparison.Ordinal), warnings: 1_001);
    }

    [Fact]
    public void NotesNeverCutTheReport()
    {
        string routes = string.Join("\n", Enumerable.Range(0, 1_500).Select(i => $"  - {{ match: {{ path: /{i} }}, cluster: c{i} }}"));
        string clusters = string.Join("\n", Enumerable.Range(0, 1_500).Select(i => $"  c{i}: {{ endpoints: [ \"http://a\", \"http://b\" ] }}"));
        ConfigResult result = ConfigText.Parse($"listeners: {{ web: {{ address: \":8000\" }} }}\nroutes:\n{routes}\nclusters:\n{clusters}\n", "gyr.yaml");
        Assert.True(result.Ok);
        Assert.Equal((0, 1_000), (result.Diagnostics.Count, result.Notes.Count));
    }

    [Fact]
    public void WhatMayNotRunGetsNoNotes()
    {
        ConfigResult result = ConfigText.Parse("listeners: { web: { adress: \":8000\" } }\nroutes: [ { cluster: app } ]\nclusters: { app: { endpoints: [ \"http://a\", \"http://b\" ] } }\n", "gyr.yaml");
        Assert.False(result.Ok);
        Assert.Empty(result.Notes);
    }

    private static ProxyConfig Read(string text, int warnings = 0)
    {
        ConfigResult result = ConfigText.Parse(text, "/etc/gyr/gyr.yaml");
        Assert.True(result.Ok, string.Join('\n', result.Diagnostics));
        Assert.Equal(warnings, result.Diagnostics.Count);
        return result.Config;
    }
}
