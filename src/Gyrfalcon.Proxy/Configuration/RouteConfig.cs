using System;
using System.Collections.Generic;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>Which requests go where.</summary>
public sealed record RouteConfig
{
    /// <summary>The route's name in logs and metrics. By default <c>route-1</c>, <c>route-2</c> and so on, by its place in the list. (A name; optional.)</summary>
    public string Name { get; init; } = "";

    /// <summary>Which requests the route takes: all conditions must hold. Without any, it takes every request. (A section; optional.)</summary>
    public RouteMatchConfig Match { get; init; } = new();

    /// <summary>The names of the listeners whose requests the route takes. All of them by default. (A name, or a list of such; optional.)</summary>
    public IReadOnlyList<string> Listeners { get; init; } = [];

    /// <summary>The route takes TLS connections rather than requests, by the name that the client asks for (SNI, <c>match.host</c>), and relays their bytes to an endpoint that ends them. It is looked at before the routes for requests, on listeners with <c>tls</c>, whose own certificates serve the other names. (<c>true</c> or <c>false</c>; default <c>false</c>.)</summary>
    public bool Passthrough { get; init; } = RouteSection.Passthrough.Default;

    /// <summary>Methods that are answered 501 unless they are named here. <c>CONNECT</c> lets clients open a tunnel through the endpoint, which decides where to; <c>TRACE</c> lets an endpoint send back what it received. (<c>CONNECT</c> or <c>TRACE</c>, or a list of such; optional.)</summary>
    public IReadOnlyList<Method> Allow { get; init; } = [];

    /// <summary>How long the route waits for its endpoints. (A section; optional.)</summary>
    public RouteTimeoutsConfig Timeouts { get; init; } = new();

    /// <summary>An exchange that takes longer is slow: it is among those that <c>gyr explain --id</c>, the API and the dashboard can tell of, as are those that went wrong. (A duration, <c>1ms</c> to <c>24h</c>; default <c>1s</c>.)</summary>
    public TimeSpan Slow { get; init; } = RouteSection.Slow.Default;

    /// <summary>When a request is tried again at another endpoint. With <c>off</c> each request goes to one endpoint, once. (<c>off</c>, or a section; optional.)</summary>
    public RetryConfig Retry { get; init; } = new();

    /// <summary>Asks a second endpoint beside the first when that is slow, and takes the answer that comes first. Only for requests of idempotent methods without a body, and within the retry budget. Without this section one endpoint is asked at a time. (A section; optional.)</summary>
    public HedgeConfig? Hedge { get; init; }

    /// <summary>The name of the cluster that answers. A route has one of <c>cluster</c>, <c>split</c> and <c>respond</c>. (A name; optional.)</summary>
    public string? Cluster { get; init; }

    /// <summary>Clusters that share the route's requests by weight, drawn for each request, or by <c>split-key</c>. (A list of sections; optional.)</summary>
    public IReadOnlyList<SplitShareConfig> Split { get; init; } = [];

    /// <summary>What requests have in common that are to go to the same cluster of <c>split</c>, whenever and whichever instance they meet. When a weight grows, only as many keys move as it needs, and all to that cluster. A request that lacks it goes to any, by weight. (<c>client-address</c>, <c>path</c>, <c>header:NAME</c>, <c>cookie:NAME</c> or <c>query:NAME</c>; optional.)</summary>
    public HashKey? SplitKey { get; init; }

    /// <summary>Sends copies of requests to another cluster as well, and drops what it answers. The original waits for nothing: a copy is made once its response has begun, of requests with bodies up to 64 KiB, and not while 64 copies of a worker are under way. Upgrades and CONNECT are not copied. (A section; optional.)</summary>
    public MirrorConfig? Mirror { get; init; }

    /// <summary>An answer that Gyrfalcon gives itself, without asking an endpoint. (A section; optional.)</summary>
    public RespondConfig? Respond { get; init; }

    /// <summary>Where it was written.</summary>
    public ConfigSource Source { get; init; } = ConfigSource.None;
}
