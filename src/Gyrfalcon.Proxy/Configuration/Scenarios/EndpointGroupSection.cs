using System.Collections.Generic;
using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Configuration.Scenarios;

internal static class EndpointGroupSection
{
    public static readonly Setting<IReadOnlyList<EndpointSelector>> Members = Setting.Optional("members", new ListShape<EndpointSelector>(ScenarioKinds.Selector, oneAllowed: true),
        "Who belongs to the group: `1 of 10` is the first of every ten endpoints of a cluster, which holds at any size; the name of a cluster; or a URL such as `http://10.0.1.*`. Without it, everybody.",
        "match", "endpoints", "who");

    public static readonly Setting<TimeSpreadConfig> ServiceTime = Setting.Optional("service-time", new TimeSpreadShape(),
        "How long the endpoint works on a request. By default `5ms`.",
        "latency", "response-time", "delay");

    public static readonly Setting<int?> Concurrency = Setting.Optional("concurrency", ScenarioKinds.Absent(Kinds.Whole(1, 100_000)),
        "How many requests the endpoint works on at a time; further ones wait in its queue, first come, first served. By default 8.",
        "threads", "workers", "slots");

    public static readonly Setting<int?> Queue = Setting.Optional("queue", ScenarioKinds.Absent(Kinds.Whole(0, 1_000_000)),
        "How many requests may wait; beyond that it answers 503 at once. A request whose sender has gone stays in the queue and is worked on all the same, as most servers do. By default 100.",
        "backlog");

    public static readonly Setting<long?> ResponseSize = Setting.Optional("response-size", ScenarioKinds.Absent(Kinds.Size("0", "64MiB")),
        "Bytes of the body of a response. By default 1KiB.",
        "body-size");

    public static readonly Setting<int?> Errors = Setting.Optional("errors", ScenarioKinds.Absent(ScenarioKinds.Percent),
        "The share of requests that it answers 500, at once and without work, as a broken server does. By default none.",
        "error-rate", "failures");

    public static readonly Setting<WarmUpConfig> WarmUp = Setting.Optional("warm-up", WarmUpSection.Section.Shape,
        "The endpoint is slow after its start and gets faster. By default it is not.",
        "cold-start");

    public static readonly Section<EndpointGroupConfig> Section = new(nameof(EndpointGroupConfig), "{ members: \"1 of 3\" }",
        [Members, ServiceTime, Concurrency, Queue, ResponseSize, Errors, WarmUp],
        reader => new EndpointGroupConfig
        {
            Name = reader.Name,
            Source = reader.Source,
            Members = reader.Get(Members),
            ServiceTime = reader.Find(ServiceTime),
            Concurrency = reader.Get(Concurrency),
            Queue = reader.Get(Queue),
            ResponseSize = reader.Get(ResponseSize),
            Errors = reader.Get(Errors),
            WarmUp = reader.Find(WarmUp),
        });
}
