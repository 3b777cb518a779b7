using System;
using System.Collections.Generic;

namespace Gyrfalcon.Proxy.Configuration.Scenarios;

/// <summary>What the clients do.</summary>
public sealed record LoadConfig
{
    /// <summary>Requests per second that arrive whatever becomes of earlier ones, independently of one another (a Poisson process). One of <c>rate</c> and <c>clients</c> must be there. (A whole number, 1 to 10000000; optional.)</summary>
    public int? Rate { get; init; }

    /// <summary>So many clients, each of which waits for its answer, thinks, and asks again. (A whole number, 1 to 1000000; optional.)</summary>
    public int? Clients { get; init; }

    /// <summary>How long each of the <c>clients</c> thinks. By default not at all. (A duration, <c>0us</c> to <c>1h</c>, or a section; optional.)</summary>
    public TimeSpreadConfig ThinkTime { get; init; } = new() { Typical = default };

    /// <summary>The mix of requests. By default <c>GET /</c>. (A list of sections; optional.)</summary>
    public IReadOnlyList<RequestConfig> Requests { get; init; } = [];

    /// <summary>How many different users the requests are from, evenly. Connections come from as many addresses. (A whole number, 1 to 1000000; default <c>1000</c>.)</summary>
    public int Users { get; init; } = LoadSection.Users.Default;

    /// <summary>What a user's requests have in common. (<c>cookie:NAME</c> or <c>header:NAME</c>; default <c>cookie:user</c>.)</summary>
    public HashKey UserKey { get; init; } = LoadSection.UserKey.Default;

    /// <summary>How long a client waits for its whole answer; then it closes the connection and counts as given up. (A duration, <c>1ms</c> to <c>1h</c>; default <c>10s</c>.)</summary>
    public TimeSpan Patience { get; init; } = LoadSection.Patience.Default;

    /// <summary>How often a client asks again after a 5xx, a broken connection or giving up. (A whole number, 0 to 100; default <c>0</c>.)</summary>
    public int Retries { get; init; } = LoadSection.Retries.Default;

    /// <summary>How long it waits before it does, half to one and a half times this, evenly spread. (A duration, <c>0us</c> to <c>1h</c>; default <c>100ms</c>.)</summary>
    public TimeSpan RetryAfter { get; init; } = LoadSection.RetryAfter.Default;
}
