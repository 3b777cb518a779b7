using System.Collections.Generic;

namespace Gyrfalcon.Proxy.Configuration.Scenarios;

/// <summary>Some endpoints and how they behave. Null is what an earlier group said, or the default.</summary>
public sealed record EndpointGroupConfig
{
    /// <summary>The name under which it is declared.</summary>
    public required string Name { get; init; }

    /// <summary>Who belongs to the group: <c>1 of 10</c> is the first of every ten endpoints of a cluster, which holds at any size; the name of a cluster; or a URL such as <c>http://10.0.1.*</c>. Without it, everybody. (<c>K of N</c>, a cluster's name, or a URL in which <c>*</c> stands for anything, or a list of such; optional.)</summary>
    public IReadOnlyList<EndpointSelector> Members { get; init; } = [];

    /// <summary>How long the endpoint works on a request. By default <c>5ms</c>. (A duration, <c>0us</c> to <c>1h</c>, or a section; optional.)</summary>
    public TimeSpreadConfig? ServiceTime { get; init; }

    /// <summary>How many requests the endpoint works on at a time; further ones wait in its queue, first come, first served. By default 8. (A whole number, 1 to 100000; optional.)</summary>
    public int? Concurrency { get; init; }

    /// <summary>How many requests may wait; beyond that it answers 503 at once. A request whose sender has gone stays in the queue and is worked on all the same, as most servers do. By default 100. (A whole number, 0 to 1000000; optional.)</summary>
    public int? Queue { get; init; }

    /// <summary>Bytes of the body of a response. By default 1KiB. (A size in bytes, <c>0</c> to <c>64MiB</c>; optional.)</summary>
    public long? ResponseSize { get; init; }

    /// <summary>The share of requests that it answers 500, at once and without work, as a broken server does. By default none. (A percentage, <c>0%</c> to <c>100%</c>; optional.)</summary>
    public int? Errors { get; init; }

    /// <summary>The endpoint is slow after its start and gets faster. By default it is not. (A section; optional.)</summary>
    public WarmUpConfig? WarmUp { get; init; }

    /// <summary>Where it was written.</summary>
    public ConfigSource Source { get; init; } = ConfigSource.None;
}
