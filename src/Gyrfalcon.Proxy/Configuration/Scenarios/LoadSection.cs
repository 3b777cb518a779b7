using System;
using System.Collections.Generic;
using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Configuration.Scenarios;

internal static class LoadSection
{
    public static readonly Setting<int?> Rate = Setting.Optional("rate", ScenarioKinds.Absent(Kinds.Whole(1, 10_000_000)),
        "Requests per second that arrive whatever becomes of earlier ones, independently of one another (a Poisson process). One of `rate` and `clients` must be there.",
        "rps", "qps", "arrivals");

    public static readonly Setting<int?> Clients = Setting.Optional("clients", ScenarioKinds.Absent(Kinds.Whole(1, 1_000_000)),
        "So many clients, each of which waits for its answer, thinks, and asks again.",
        "concurrency", "connections", "virtual-users");

    public static readonly Setting<TimeSpreadConfig> ThinkTime = Setting.Optional("think-time", new TimeSpreadShape(),
        "How long each of the `clients` thinks. By default not at all.",
        "pause", "wait");

    public static readonly Setting<IReadOnlyList<RequestConfig>> Requests = Setting.Optional("requests", new ListShape<RequestConfig>(RequestSection.Section.Shape),
        "The mix of requests. By default `GET /`.",
        "mix", "paths");

    public static readonly Setting<int> Users = Setting.WithDefault("users", Kinds.Whole(1, 1_000_000), "1000",
        "How many different users the requests are from, evenly. Connections come from as many addresses.",
        "sessions");

    public static readonly Setting<HashKey> UserKey = Setting.WithDefault("user-key", ScenarioKinds.UserKey, "cookie:user",
        "What a user's requests have in common.",
        "key", "session");

    public static readonly Setting<TimeSpan> Patience = Setting.WithDefault("patience", Kinds.Duration("1ms", "1h"), "10s",
        "How long a client waits for its whole answer; then it closes the connection and counts as given up.",
        "timeout");

    public static readonly Setting<int> Retries = Setting.WithDefault("retries", Kinds.Whole(0, 100), "0",
        "How often a client asks again after a 5xx, a broken connection or giving up.",
        "client-retries", "attempts");

    public static readonly Setting<TimeSpan> RetryAfter = Setting.WithDefault("retry-after", ScenarioKinds.ShortTime, "100ms",
        "How long it waits before it does, half to one and a half times this, evenly spread.",
        "backoff", "retry-pause");

    public static readonly Section<LoadConfig> Section = new(nameof(LoadConfig), "{ rate: 1000 }",
        [Rate, Clients, ThinkTime, Requests, Users, UserKey, Patience, Retries, RetryAfter],
        reader => new LoadConfig
        {
            Rate = reader.Get(Rate),
            Clients = reader.Get(Clients),
            ThinkTime = reader.Get(ThinkTime),
            Requests = reader.Get(Requests),
            Users = reader.Get(Users),
            UserKey = reader.Get(UserKey),
            Patience = reader.Get(Patience),
            Retries = reader.Get(Retries),
            RetryAfter = reader.Get(RetryAfter),
        });
}
