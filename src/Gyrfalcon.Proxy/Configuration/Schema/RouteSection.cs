using System;
using System.Collections.Generic;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Values;

namespace Gyrfalcon.Proxy.Configuration.Schema;

internal static class RouteSection
{
    public static readonly Setting<string> Name = Setting.Optional("name", Kinds.Name,
        "The route's name in logs and metrics. By default `route-1`, `route-2` and so on, by its place in the list.");

    public static readonly Setting<RouteMatchConfig> Match = Setting.Optional("match", RouteMatchSection.Section.Shape,
        "Which requests the route takes: all conditions must hold. Without any, it takes every request.",
        "rule", "when", "if");

    public static readonly Setting<IReadOnlyList<string>> Listeners = Setting.Optional("listeners", new ListShape<string>(Kinds.Name, oneAllowed: true),
        "The names of the listeners whose requests the route takes. All of them by default.",
        "listener", "entrypoints", "entry-points");

    public static readonly Setting<bool> Passthrough = Setting.WithDefault("passthrough", Kinds.Boolean, "false",
        "The route takes TLS connections rather than requests, by the name that the client asks for (SNI, `match.host`), and relays their bytes to an endpoint that ends them. It is looked at before the routes for requests, on listeners with `tls`, whose own certificates serve the other names.",
        "ssl-passthrough", "tls-passthrough", "sni-passthrough");

    public static readonly Setting<IReadOnlyList<Method>> Allow = Setting.Optional("allow", new ListShape<Method>(Kinds.Choice(("CONNECT", Method.Connect), ("TRACE", Method.Trace)), oneAllowed: true),
        "Methods that are answered 501 unless they are named here. `CONNECT` lets clients open a tunnel through the endpoint, which decides where to; `TRACE` lets an endpoint send back what it received.");

    public static readonly Setting<RouteTimeoutsConfig> Timeouts = Setting.Optional("timeouts", RouteTimeoutsSection.Section.Shape,
        "How long the route waits for its endpoints.");

    public static readonly Setting<TimeSpan> Slow = Setting.WithDefault("slow", Kinds.Duration("1ms", "24h"), "1s",
        "An exchange that takes longer is slow: it is among those that `gyr explain --id`, the API and the dashboard can tell of, as are those that went wrong.",
        "slow-threshold");

    public static readonly Setting<RetryConfig> Retry = Setting.Optional("retry", new RetryShape(),
        "When a request is tried again at another endpoint. With `off` each request goes to one endpoint, once.",
        "retries", "retry-policy", "proxy-next-upstream", "next-upstream");

    public static readonly Setting<HedgeConfig> Hedge = Setting.Optional("hedge", HedgeSection.Section.Shape,
        "Asks a second endpoint beside the first when that is slow, and takes the answer that comes first. Only for requests of idempotent methods without a body, and within the retry budget. Without this section one endpoint is asked at a time.",
        "hedging", "hedge-policy");

    public static readonly Setting<string> Cluster = Setting.Optional("cluster", Kinds.Name,
        "The name of the cluster that answers. A route has one of `cluster`, `split` and `respond`.",
        "backend", "service", "upstream", "proxy-pass", "to", "use-backend");

    public static readonly Setting<IReadOnlyList<SplitShareConfig>> Split = Setting.Optional("split",
        new ListShape<SplitShareConfig>(SplitShareSection.Section.Shape, whenEmpty: new Complaint(DiagnosticCodes.NoSplit, "the split has no clusters", "add some: `split: [ { cluster: app-v1, weight: 95 }, { cluster: app-v2, weight: 5 } ]`")),
        "Clusters that share the route's requests by weight, drawn for each request, or by `split-key`.",
        "weighted-clusters", "split-clients", "weighted", "canary", "traffic-split");

    public static readonly Setting<HashKey> SplitKey = Setting.Optional("split-key", Kinds.HashKey,
        "What requests have in common that are to go to the same cluster of `split`, whenever and whichever instance they meet. When a weight grows, only as many keys move as it needs, and all to that cluster. A request that lacks it goes to any, by weight.",
        "split-by", "sticky");

    public static readonly Setting<MirrorConfig> Mirror = Setting.Optional("mirror", MirrorSection.Section.Shape,
        "Sends copies of requests to another cluster as well, and drops what it answers. The original waits for nothing: a copy is made once its response has begun, of requests with bodies up to 64 KiB, and not while 64 copies of a worker are under way. Upgrades and CONNECT are not copied.",
        "shadow", "mirroring", "request-mirror", "request-mirror-policies");

    public static readonly Setting<RespondConfig> Respond = Setting.Optional("respond", RespondSection.Section.Shape,
        "An answer that Gyrfalcon gives itself, without asking an endpoint.",
        "return", "direct-response", "response");

    public static readonly Section<RouteConfig> Section = new(nameof(RouteConfig), "{ cluster: app }",
        [Name, Match, Listeners, Passthrough, Allow, Timeouts, Slow, Retry, Hedge, Cluster, Split, SplitKey, Mirror, Respond],
        reader => new RouteConfig
        {
            Name = reader.Find(Name) ?? "",
            Source = reader.Source,
            Match = reader.Get(Match),
            Listeners = reader.Get(Listeners),
            Passthrough = reader.Get(Passthrough),
            Allow = reader.Get(Allow),
            Timeouts = reader.Get(Timeouts),
            Slow = reader.Get(Slow),
            Retry = reader.Get(Retry),
            Hedge = reader.Find(Hedge),
            Cluster = reader.Find(Cluster),
            Split = reader.Get(Split),
            SplitKey = reader.Find(SplitKey),
            Mirror = reader.Find(Mirror),
            Respond = reader.Find(Respond),
        });
}
