using System;
using System.Collections.Generic;

namespace Gyrfalcon.Proxy.Upstream;

/// <summary>Which endpoints of a cluster get new requests, and with which shares. Runs when something changes, never for a request.</summary>
internal static class UsableEndpoints
{
    /// <summary>Beyond this sum of shares, weights are not scaled any finer for the sake of a slow start.</summary>
    private const long MostShares = 200_000;

    /// <summary>
    /// Those without obstacles: primaries, and backups only if there is no such primary. When fewer than <paramref name="panicBelow"/> percent of the primaries are
    /// well, those that only their health speaks against are used too, so that the rest is not crushed; so they are when nobody is well at all.
    /// </summary>
    /// <param name="members">All endpoints of the cluster.</param>
    /// <param name="panicBelow">0 to 100; with 0 health is never ignored.</param>
    /// <param name="isPanic">Whether health is ignored.</param>
    internal static Endpoint[] Of(Endpoint[] members, int panicBelow, out bool isPanic)
    {
        isPanic = false;
        (List<Endpoint> well, List<Endpoint> judged, int count) = Tier(members, backups: false);
        if (well.Count == 0)
        {
            (List<Endpoint> Well, List<Endpoint> Judged, int Count) backups = Tier(members, backups: true);
            if (backups.Well.Count > 0) return [.. backups.Well];
            if (judged.Count == 0) (well, judged, count) = backups;
        }

        isPanic = judged.Count > 0 && well.Count * 100L < (long)panicBelow * count;
        if (!isPanic) return [.. well];
        well.AddRange(judged);
        return [.. well];
    }

    /// <summary>Gives each its share: its weight, or, while one of them starts slowly, a multiple of it that has room for steps.</summary>
    internal static void Apportion(Endpoint[] usable)
    {
        int least = int.MaxValue;
        long sum = 0;
        foreach (Endpoint endpoint in usable)
        {
            sum += endpoint.Weight;
            if (endpoint.Ramp.IsRunning) least = Math.Min(least, endpoint.Weight);
        }

        int scale = least == int.MaxValue ? 1 : (int)Math.Clamp(Math.Min((SlowStart.Steps + least - 1) / least, MostShares / sum), 1, SlowStart.Steps);
        foreach (Endpoint endpoint in usable) endpoint.Share = Math.Max(1, endpoint.Weight * scale * endpoint.Ramp.Step / SlowStart.Steps);
    }

    private static (List<Endpoint> Well, List<Endpoint> Judged, int Count) Tier(Endpoint[] members, bool backups)
    {
        var well = new List<Endpoint>();
        var judged = new List<Endpoint>();
        int count = 0;
        foreach (Endpoint endpoint in members)
        {
            if (endpoint.IsBackup != backups || endpoint.Weight == 0 || (endpoint.State.Obstacles & (Obstacles.Drained | Obstacles.Removed)) != 0) continue;
            count++;
            if (endpoint.State.IsUsable) well.Add(endpoint);
            else if (endpoint.State.IsUsableInPanic) judged.Add(endpoint);
        }

        return (well, judged, count);
    }
}
