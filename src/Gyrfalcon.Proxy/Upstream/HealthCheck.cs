namespace Gyrfalcon.Proxy.Upstream;

/// <summary>How the endpoints of a cluster are probed. Immutable. Times in nanoseconds.</summary>
public sealed record HealthCheck
{
    /// <summary>The bytes of a request, but for Host, which is each endpoint's: what comes before it, ending in "Host: ". Null to connect only.</summary>
    public byte[]? RequestBeforeHost { get; init; }

    /// <summary>The rest of the request, beginning with the end of the line.</summary>
    public byte[] RequestAfterHost { get; init; } = [];

    /// <summary>The Host to be asked for; null for the endpoint's own.</summary>
    public byte[]? Host { get; init; }

    /// <summary>The request is a HEAD, whose answer has no body.</summary>
    public bool IsHead { get; init; }

    /// <summary>Statuses of a healthy answer.</summary>
    public StatusSet Statuses { get; init; } = StatusSet.Successes;

    /// <summary>What the first 64 KiB of a healthy answer's body contain; empty for anything.</summary>
    public byte[] BodyContains { get; init; } = [];

    /// <summary>Another port than the endpoint's; 0 for its own.</summary>
    public int Port { get; init; }

    /// <summary>Between two probes of an endpoint whose state is settled.</summary>
    public required long Interval { get; init; }

    /// <summary>Between two probes while its state is changing.</summary>
    public required long FastInterval { get; init; }

    /// <summary>For a whole probe, connecting included.</summary>
    public required long Timeout { get; init; }

    /// <summary>Probes that must succeed in a row before an unhealthy endpoint is healthy.</summary>
    public required int HealthyAfter { get; init; }

    /// <summary>Probes that must fail in a row before a healthy endpoint is unhealthy.</summary>
    public required int UnhealthyAfter { get; init; }
}

/// <summary>A set of status codes, 100 to 599. Immutable.</summary>
public sealed class StatusSet
{
    private readonly ulong[] _bits = new ulong[10];

    /// <summary>200 to 399.</summary>
    public static StatusSet Successes { get; } = new([(200, 399)]);

    /// <summary>The union of ranges, ends included.</summary>
    public StatusSet(System.ReadOnlySpan<(int First, int Last)> ranges)
    {
        foreach ((int first, int last) in ranges)
        {
            for (int status = first; status <= last; status++) _bits[status >> 6] |= 1UL << (status & 63);
        }
    }

    /// <summary>Whether <paramref name="status"/> is in it.</summary>
    public bool Contains(int status) => (uint)status < 640 && (_bits[status >> 6] & (1UL << (status & 63))) != 0;
}
