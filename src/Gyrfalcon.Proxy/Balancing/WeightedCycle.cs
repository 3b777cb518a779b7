using System;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Balancing;

/// <summary>A sequence in which each endpoint occurs exactly as often as its weight, reduced by what all weights have in common, says.</summary>
internal static class WeightedCycle
{
    private const double GoldenRatio = 0.6180339887498949;

    /// <summary>
    /// The cycle of these endpoints. The j-th of an endpoint's w turns is wanted at (j + phase) / w of the way through, with phases that keep endpoints of like weight apart;
    /// a bucket sort by place takes time in proportion to the cycle. Equal weights keep the order given.
    /// </summary>
    internal static Endpoint[] Of(Endpoint[] endpoints)
    {
        int divisor = 0;
        bool equal = true;
        foreach (Endpoint endpoint in endpoints)
        {
            divisor = GreatestCommonDivisor(endpoint.Share, divisor);
            equal &= endpoint.Share == endpoints[0].Share;
        }

        if (equal) return endpoints;
        int length = 0;
        foreach (Endpoint endpoint in endpoints) length += endpoint.Share / divisor;

        var places = new Place[length];
        var starts = new int[length + 1];
        int next = 0;
        for (int i = 0; i < endpoints.Length; i++)
        {
            int weight = endpoints[i].Share / divisor;
            double phase = (0.5 + (i * GoldenRatio)) % 1.0;
            for (int turn = 0; turn < weight; turn++)
            {
                double place = (turn + phase) * length / weight;
                places[next++] = new Place(place, endpoints[i]);
                starts[(int)place + 1]++;
            }
        }

        for (int i = 1; i <= length; i++) starts[i] += starts[i - 1];
        var sorted = new Place[length];
        var filled = (int[])starts.Clone();
        foreach (Place place in places)
        {
            // The few that share a bucket are kept in order by insertion.
            int first = starts[(int)place.At];
            int at = filled[(int)place.At]++;
            for (; at > first && sorted[at - 1].At > place.At; at--) sorted[at] = sorted[at - 1];
            sorted[at] = place;
        }

        return Array.ConvertAll(sorted, static place => place.Endpoint);
    }

    private static int GreatestCommonDivisor(int a, int b)
    {
        while (b != 0) (a, b) = (b, a % b);
        return a;
    }

    private readonly record struct Place(double At, Endpoint Endpoint);
}
