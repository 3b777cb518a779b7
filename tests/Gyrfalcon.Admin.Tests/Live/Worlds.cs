using System;
using System.Collections.Generic;
using System.Linq;
using Gyrfalcon.Admin.Live;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Admin.Tests.Live;

/// <summary>Readings as a proxy with one listener, one route and one cluster would give them.</summary>
internal static class Worlds
{
    internal const long Start = 1_000_000;

    /// <summary>One listener, route and cluster that all saw <paramref name="requests"/>, over endpoints with such counts.</summary>
    internal static Reading Read(long requests, long failed, params EndpointReading[] endpoints)
        => new(1, true, [new NamedCounts("web", new Counts(requests, 0, 3))], [new NamedCounts("api", new Counts(requests, failed, 0, Durations.None)), new NamedCounts("_none", new Counts(0, 0, 0, Durations.None))],
            [new ClusterReading("app", false, requests, failed, endpoints)], new ProcessReading(3, 0, failed, requests));

    internal static EndpointReading Endpoint(string name, long attempts, long faults = 0, int weight = 1, params Condition[] conditions) => new(name, new Counts(attempts, faults, 0), weight, conditions);

    internal static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);

    /// <summary>So many durations in that bucket.</summary>
    internal static Durations Bucket(int bucket, long count)
    {
        var counts = new long[Durations.Buckets];
        counts[bucket] = count;
        return new Durations(counts);
    }

    internal static IEnumerable<EndpointReading> Many(int count, long attempts) => Enumerable.Range(0, count).Select(i => Endpoint($"http://e{i}", attempts));
}
