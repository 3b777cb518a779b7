using Gyrfalcon.Proxy.Configuration.Scenarios;

namespace Gyrfalcon.Scenarios.Endpoints;

/// <summary>How an endpoint behaves as long as nothing happens to it. Times in nanoseconds.</summary>
internal sealed record EndpointBehaviour
{
    /// <summary>How long it works on a request.</summary>
    internal TimeSpread ServiceTime { get; init; } = new(new TimeSpreadConfig { Typical = System.TimeSpan.FromMilliseconds(5) });

    /// <summary>Requests that it works on at a time.</summary>
    internal int Concurrency { get; init; } = 8;

    /// <summary>Requests that may wait.</summary>
    internal int Queue { get; init; } = 100;

    /// <summary>Bytes of a response's body.</summary>
    internal int ResponseSize { get; init; } = 1024;

    /// <summary>Share of requests answered 500, 0 to 1.</summary>
    internal double Errors { get; init; }

    /// <summary>By how much longer the first request takes.</summary>
    internal double WarmUpFactor { get; init; } = 1;

    /// <summary>When it is warm.</summary>
    internal long WarmUpTime { get; init; } = 1;

    /// <summary>After how many requests it is warm, if that comes earlier.</summary>
    internal long WarmUpRequests { get; init; } = long.MaxValue;

    /// <summary>The same, as far as <paramref name="group"/> does not say otherwise.</summary>
    internal EndpointBehaviour With(EndpointGroupConfig group) => this with
    {
        ServiceTime = group.ServiceTime is { } time ? new TimeSpread(time) : ServiceTime,
        Concurrency = group.Concurrency ?? Concurrency,
        Queue = group.Queue ?? Queue,
        ResponseSize = (int)(group.ResponseSize ?? ResponseSize),
        Errors = group.Errors / 100.0 ?? Errors,
        WarmUpFactor = group.WarmUp?.Factor ?? WarmUpFactor,
        WarmUpTime = group.WarmUp?.Over.Ticks * 100 ?? WarmUpTime,
        WarmUpRequests = group.WarmUp is { } warmUp ? warmUp.Requests ?? long.MaxValue : WarmUpRequests,
    };
}
