using System.Collections.Generic;
using Gyrfalcon.Http.Semantics;

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

    public static readonly Setting<IReadOnlyList<Method>> Allow = Setting.Optional("allow", new ListShape<Method>(Kinds.Choice(("CONNECT", Method.Connect), ("TRACE", Method.Trace)), oneAllowed: true),
        "Methods that are answered 501 unless they are named here. `CONNECT` lets clients open a tunnel through the endpoint, which decides where to; `TRACE` lets an endpoint send back what it received.");

    public static readonly Setting<RouteTimeoutsConfig> Timeouts = Setting.Optional("timeouts", RouteTimeoutsSection.Section.Shape,
        "How long the route waits for its endpoints.");

    public static readonly Setting<RetryConfig> Retry = Setting.Optional("retry", new RetryShape(),
        "When a request is tried again at another endpoint. With `off` each request goes to one endpoint, once.",
        "retries", "retry-policy", "proxy-next-upstream", "next-upstream");

    public static readonly Setting<HedgeConfig> Hedge = Setting.Optional("hedge", HedgeSection.Section.Shape,
        "Asks a second endpoint beside the first when that is slow, and takes the answer that comes first. Only for requests of idempotent methods without a body, and within the retry budget. Without this section one endpoint is asked at a time.",
        "hedging", "hedge-policy");

    public static readonly Setting<string> Cluster = Setting.Optional("cluster", Kinds.Name,
        "The name of the cluster that answers. A route has either `cluster` or `respond`.",
        "backend", "service", "upstream", "proxy-pass", "to", "use-backend");

    public static readonly Setting<RespondConfig> Respond = Setting.Optional("respond", RespondSection.Section.Shape,
        "An answer that Gyrfalcon gives itself, without asking an endpoint.",
        "return", "direct-response", "response");

    public static readonly Section<RouteConfig> Section = new(nameof(RouteConfig), "{ cluster: app }",
        [Name, Match, Listeners, Allow, Timeouts, Retry, Hedge, Cluster, Respond],
        reader => new RouteConfig
        {
            Name = reader.Find(Name) ?? "",
            Source = reader.Source,
            Match = reader.Get(Match),
            Listeners = reader.Get(Listeners),
            Allow = reader.Get(Allow),
            Timeouts = reader.Get(Timeouts),
            Retry = reader.Get(Retry),
            Hedge = reader.Find(Hedge),
            Cluster = reader.Find(Cluster),
            Respond = reader.Find(Respond),
        });
}
