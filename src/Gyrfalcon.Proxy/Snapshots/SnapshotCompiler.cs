using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Text;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Timers;
using Gyrfalcon.Engine.Tls;
using Gyrfalcon.Engine.Transport;
using Gyrfalcon.Http.Http1;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Balancing;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Discovery;
using Gyrfalcon.Proxy.Downstream;
using Gyrfalcon.Proxy.Routing;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Snapshots;

/// <summary>Makes the snapshot out of a configuration that has been read and checked.</summary>
public static class SnapshotCompiler
{
    /// <summary>
    /// Compiles <paramref name="config"/> for <paramref name="workers"/> workers. Of <paramref name="before"/>, which is in force, it takes over what is the same: clusters with all that they
    /// have learnt, routes, places in the counters. Nothing of what is in force changes until the snapshot is applied.
    /// </summary>
    /// <returns>The snapshot; null with a sentence in <paramref name="error"/> when a file that it names cannot be used.</returns>
    public static Snapshot? Compile(ProxyConfig config, int workers, out string? error, Snapshot? before = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        error = null;
        var parts = new Dictionary<string, ClusterPart>(StringComparer.Ordinal);
        int endpoints = config.Clusters.Sum(static cluster => cluster.Endpoints.Count);
        foreach (ClusterConfig cluster in config.Clusters)
        {
            if (Compile(cluster, before?.Parts.GetValueOrDefault(cluster.Name), workers, endpoints, out error) is not { } part) return null;
            parts.Add(cluster.Name, part);
        }

        ExplainRules? explain = null;
        if (config.Explain is { } explaining && (explain = ExplainRules.Compile(explaining, out error)) is null) return null;
        Slots routeSlots = new(before?.RouteSlots);
        Slots listenerSlots = new(before?.ListenerSlots);
        var listeners = new List<Listener>();
        int httpsPort = config.Listeners.FirstOrDefault(static listener => listener.Tls is not null)?.Address.Port ?? 443;
        foreach (ListenerConfig listener in config.Listeners)
        {
            Listener? predecessor = before?.Listeners.FirstOrDefault(other => other.IsServedBy(listener.Name, AddressOf(listener), listener.Address.Ip is null));
            TlsServerContext? tls = null;
            if (listener.Tls is { Certificates.Count: > 0 } && (tls = TlsCompiler.Compile(listener.Tls, predecessor?.Tls, out error)) is null)
            {
                error = $"listeners.{listener.Name}.tls: {error}";
                return null;
            }

            listeners.Add(Compile(listener, listenerSlots.Of(listener.Name), tls, predecessor, httpsPort, config.Routes.Any(route => route.Passthrough && (route.Listeners.Count == 0 || route.Listeners.Contains(listener.Name)))));
        }

        Dictionary<string, Cluster> clusters = parts.ToDictionary(static part => part.Key, static part => part.Value.Membership.Cluster, StringComparer.Ordinal);
        Dictionary<RouteConfig, Route> same = RoutesOf(before, clusters);
        Route[] routes = [.. config.Routes.Select(route => same.GetValueOrDefault(route) ?? Compile(route, routeSlots.Of(route.Name), clusters, workers))];
        return new Snapshot(new Router(routes), listeners, [.. clusters.Values])
        {

            // What cannot be changed while running is what it was.
            Config = before is null ? config : config with { Workers = before.Config.Workers, Driver = before.Config.Driver, Memory = before.Config.Memory, Admin = before.Config.Admin, State = before.Config.State },
            TracedPerMillion = (int?)(config.Otlp?.Traces * 10_000),
            Explain = explain,
            Parts = parts,
            RouteConfigs = config.Routes,
            RouteSlots = routeSlots,
            ListenerSlots = listenerSlots,
            Memberships = [.. parts.Values.Select(static part => part.Membership)],
            MemoryPerWorker = ((before?.Config ?? config).Memory ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2) / workers,
        };
    }

    /// <summary>The routes in force that can go on as they are: those that lead to clusters that go on.</summary>
    private static Dictionary<RouteConfig, Route> RoutesOf(Snapshot? before, Dictionary<string, Cluster> clusters)
    {
        var found = new Dictionary<RouteConfig, Route>();
        for (int i = 0; i < before?.RouteConfigs.Count; i++)
        {
            RouteConfig route = before.RouteConfigs[i];
            IEnumerable<string> names = [.. route.Split.Select(static share => share.Cluster), .. route.Cluster is { } own ? (string[])[own] : [], .. route.Mirror is { } mirror ? (string[])[mirror.Cluster] : []];
            if (names.All(name => before.Parts[name].Membership.Cluster == clusters.GetValueOrDefault(name))) found[route] = before.Router.Routes[i];
        }

        return found;
    }

    private static ClusterPart? Compile(ClusterConfig cluster, ClusterPart? before, int workers, int endpointsInAll, out string? error)
    {
        error = null;
        string files = ClusterPart.Fingerprint([cluster.Sticky?.KeyFile]);
        string tlsFiles = ClusterPart.Fingerprint(cluster.Tls.Files);
        EndpointSpec[] endpoints = [.. cluster.Endpoints.Select(Compile)];
        if (before?.Serves(cluster, files) == true)
        {
            Func<string, TlsClientContext>? renewed = null;
            if (before.TlsFiles != tlsFiles && (renewed = CompileTls(cluster, out error)) is null) return null;
            return before with { Config = cluster, Endpoints = endpoints, TlsFiles = tlsFiles, RenewedTls = renewed };
        }

        if (Compile(cluster, workers, endpointsInAll, before?.Membership.Cluster.Load, out error) is not { } membership) return null;
        DiscoveryPlan? discovery = cluster.Discovery is { } rules ? DiscoveryCompiler.Compile(rules, membership, Compile) : null;
        return new ClusterPart(cluster, files, tlsFiles, membership, discovery, endpoints);
    }

    private static Address AddressOf(ListenerConfig listener) => new(listener.Address.Ip ?? IPAddress.IPv6Any, listener.Address.Port);

    private static Listener Compile(ListenerConfig listener, int slot, TlsServerContext? tls, Listener? predecessor, int httpsPort, bool passesSome) => new(listener.Name, predecessor)
    {
        Slot = slot,
        Address = AddressOf(listener),
        IsDualStack = listener.Address.Ip is null,
        HandshakePace = PaceOf(listener.Limits.TlsHandshakes, predecessor),
        SpeaksTls = listener.Tls is not null,
        PassesSome = passesSome,
        TakesProxyHeaders = listener.ProxyProtocol,
        Tls = tls,
        Hsts = listener.Tls?.Hsts is { } time ? Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"Strict-Transport-Security: max-age={(long)time.TotalSeconds}\r\n")) : [],
        RedirectPort = listener.RedirectToHttps ? httpsPort : null,
        TlsHandshakeTimeout = Nanoseconds(listener.Timeouts.TlsHandshake),
        RequestHeaderTimeout = Nanoseconds(listener.Timeouts.RequestHeader),
        RequestBodyIdle = Nanoseconds(listener.Timeouts.RequestBodyIdle),
        KeepAlive = Nanoseconds(listener.Timeouts.KeepAlive),
        SendIdle = Nanoseconds(listener.Timeouts.SendIdle),
        HeadLimits = new HeadLimits((int)listener.Limits.RequestLine, (int)listener.Limits.HeaderBytes, listener.Limits.HeaderFields),
        MaxBody = listener.Limits.Body ?? long.MaxValue,
        MaxConnections = listener.Limits.Connections,
        MaxConnectionsPerClient = listener.Limits.ConnectionsPerClient,
        RequestRate = Rate(listener.Limits.MinRequestRate, listener.Timeouts, listener.Timeouts.RequestBodyIdle),
        ResponseRate = Rate(listener.Limits.MinResponseRate, listener.Timeouts, listener.Timeouts.SendIdle),
        TrustedProxies = [.. listener.TrustedProxies],
    };

    /// <summary>Turns that are taken stay taken while the rate stays.</summary>
    private static HandshakePace? PaceOf(int? perSecond, Listener? predecessor)
        => perSecond is not { } rate ? null : predecessor?.HandshakePace is { } pace && pace.PerSecond == rate ? pace : new HandshakePace(rate);

    /// <summary>What a fast client lays by is worth a pause of <paramref name="idle"/>, which it would be allowed anyway.</summary>
    private static MinimumRate? Rate(long? bytesPerSecond, ListenerTimeoutsConfig timeouts, TimeSpan idle)
        => bytesPerSecond is { } least ? new MinimumRate(least, Nanoseconds(timeouts.RateGrace), Math.Max(Nanoseconds(timeouts.RateGrace), Nanoseconds(idle))) : null;

    private static Route Compile(RouteConfig route, int slot, Dictionary<string, Cluster> clusters, int workers) => new(route.Name)
    {
        Slot = slot,
        Match = new RouteMatch(
            [.. route.Listeners],
            [.. route.Match.Host.Select(static host => host.ToString())],
            route.Match.Path == PathPattern.Any ? null : route.Match.Path.ToString(),
            [.. route.Match.Methods]),
        Cluster = route.Cluster is { } cluster ? clusters[cluster] : null,
        Split = route.Split.Count == 0 ? null : new Split(
            [.. route.Split.Select(share => new SplitShare(clusters[share.Cluster], share.Weight))],
            route.SplitKey is { } key ? Compile(key) : null),
        Mirror = route.Mirror is { } mirror ? new MirrorRules(clusters[mirror.Cluster], mirror.Share, Nanoseconds(mirror.Timeout)) : null,
        Response = route.Respond is { } respond
            ? new FixedResponse(respond.Status, Encoding.ASCII.GetBytes(respond.ContentType), Encoding.UTF8.GetBytes(respond.Body))
            : null,
        Retry = Compile(route.Retry),
        Hedge = route.Hedge is { } hedge ? new HedgeRules(new LatencyQuantile(workers, hedge.Quantile / 100.0), Nanoseconds(hedge.AtLeast)) : null,
        ResponseHeaderTimeout = Nanoseconds(route.Timeouts.ResponseHeader),
        AttemptTimeout = route.Timeouts.Attempt is { } attempt ? Nanoseconds(attempt) : WorkerTimer.Never,
        ResponseIdle = Nanoseconds(route.Timeouts.ResponseIdle),
        TunnelIdle = Nanoseconds(route.Timeouts.TunnelIdle),
        IsPassthrough = route.Passthrough,
        AllowsConnect = route.Allow.Contains(Method.Connect),
        AllowsTrace = route.Allow.Contains(Method.Trace),
        Slow = Nanoseconds(route.Slow),
        TotalTimeout = route.Timeouts.Total is { } total ? Nanoseconds(total) : WorkerTimer.Never,
    };

    private static RetryRules Compile(RetryConfig retry) => new(
        retry.Attempts,
        retry.On.Contains(RetryCondition.ConnectFailure),
        retry.On.Contains(RetryCondition.Reset),
        retry.On.Contains(RetryCondition.Timeout),
        [.. retry.On.Where(static condition => condition is not (RetryCondition.ConnectFailure or RetryCondition.Reset or RetryCondition.Timeout)).Select(static status => (int)status)],
        retry.Budget);

    private static ClusterMembership? Compile(ClusterConfig cluster, int workers, int endpointsInAll, ClusterLoad? load, out string? error)
    {
        if (CompileTls(cluster, out error) is not { } tls) return null;
        var rules = new ConnectionRules(Nanoseconds(cluster.Connections.ConnectTimeout), Nanoseconds(cluster.Connections.Idle), cluster.Connections.MaxIdle) { ProxyHeader = cluster.ProxyProtocol };
        var breaker = new CircuitBreaker(Compile(cluster.CircuitBreaker, cluster.QueueTimeout));
        var factory = new EndpointFactory(rules, breaker, tls, workers, endpointsInAll);
        HostSource host = cluster.Host.Source switch
        {
            EndpointHostSource.Client => HostSource.Client,
            EndpointHostSource.Endpoint => HostSource.Endpoint,
            EndpointHostSource.Literal => HostSource.Literal,
            _ => HostSource.Auto,
        };
        var compiled = new Cluster(cluster.Name, [], host, cluster.Host.Literal is { } literal ? Encoding.ASCII.GetBytes(literal) : null, workers, Compile(cluster.Balancer.Kind), load)
        {
            Key = cluster.Balancer.Kind == BalancerKind.Maglev ? Compile(cluster.Balancer.Maglev.Key) : null,
            ResolveInterval = cluster.ResolveInterval,
            SlowStart = Nanoseconds(cluster.SlowStart),
            PanicBelow = cluster.Health.PanicBelow,
            Breaker = breaker,
            Pending = new PendingQueue(breaker.Rules.MaxPending),
            HealthCheck = cluster.Health.Active is { } active ? HealthCheckCompiler.Compile(active) : null,
        };
        if (cluster.Health.Outlier is { } outlier) compiled.DetectOutliers(Compile(outlier));
        if (cluster.Sticky is { } sticky && !StickyCompiler.TryApply(sticky, compiled, out error)) return null;
        var membership = new ClusterMembership(compiled, factory);
        membership.Set(ClusterMembership.Configuration, [.. cluster.Endpoints.Select(Compile)], DateTime.MinValue);
        return membership;
    }

    /// <summary>What the sessions with an endpoint at a host are made under.</summary>
    private static Func<string, TlsClientContext>? CompileTls(ClusterConfig cluster, out string? error)
    {
        if (TlsCompiler.Compile(cluster.Tls, out error) is { } tls) return name => tls.Value(cluster.Tls.ServerName ?? name);
        error = $"clusters.{cluster.Name}.tls.{error}";
        return null;
    }

    private static BreakerRules Compile(CircuitBreakerConfig breaker, TimeSpan queueTimeout)
        => new(breaker.MaxRequests ?? 0, breaker.MaxConnections ?? 0, breaker.MaxPending, Nanoseconds(queueTimeout));

    private static OutlierRules Compile(OutlierConfig outlier) => new(
        outlier.ConsecutiveFaults ?? 0, outlier.SuccessRateGap ?? 0, outlier.SuccessRateRequests, Nanoseconds(outlier.Interval), Nanoseconds(outlier.Ejection), Nanoseconds(outlier.LongestEjection), outlier.MaxEjected);

    private static Balancer Compile(BalancerKind kind) => kind switch
    {
        BalancerKind.LeastRequests => new LeastRequests(),
        BalancerKind.PowerOfTwo => new PowerOfTwo(),
        BalancerKind.Random => new RandomChoice(),
        BalancerKind.Ewma => new PeakEwma(),
        BalancerKind.Maglev => new Maglev(),
        _ => new RoundRobin(),
    };

    private static BalancingKey Compile(HashKey key) => new(
        key.Kind switch
        {
            HashKeyKind.Path => BalancingKeyKind.Path,
            HashKeyKind.Header => BalancingKeyKind.Header,
            HashKeyKind.Cookie => BalancingKeyKind.Cookie,
            HashKeyKind.Query => BalancingKeyKind.Query,
            _ => BalancingKeyKind.ClientAddress,
        },
        Encoding.ASCII.GetBytes(key.Name));

    internal static EndpointSpec Compile(EndpointConfig endpoint)
        => new(endpoint.Url, endpoint.Host, endpoint.Port, endpoint.Scheme == EndpointScheme.Https, endpoint.Authority, endpoint.Ip)
        {
            Weight = endpoint.Weight,
            IsBackup = endpoint.Backup,
            MaxRequests = endpoint.MaxRequests ?? 0,
        };

    private static long Nanoseconds(TimeSpan time) => time.Ticks * 100;
}
