using System;
using System.Threading;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Balancing;

/// <summary>
/// Consistent hashing by Maglev's table (Eisenbud et al., 2016): requests of one key go to one endpoint, and few keys move when an endpoint comes or goes. An endpoint with more than
/// 5/4 of its share of the requests under way passes what is too much on to the key's next endpoint (Mirrokni, Thorup and Zadimoghaddam, Consistent Hashing
/// with Bounded Loads, 2017).
/// </summary>
public sealed class Maglev : Balancer
{
    /// <summary>Prime, and at least a hundred entries for each endpoint while there is one so large.</summary>
    private static readonly int[] Sizes = [65_537, 131_071, 262_147, 655_373];

    private const double LoadBound = 1.25;

    /// <summary>Table entries that are looked at before the bound is given up.</summary>
    private const int MostProbes = 64;

    private volatile Table _table = new([], [], 0);
    private int _inFlight;

    /// <inheritdoc/>
    public override bool UsesKey => true;

    /// <inheritdoc/>
    public override void Arrange(Endpoint[] endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        long weights = 0;
        foreach (Endpoint endpoint in endpoints) weights += endpoint.Share;
        _table = new Table(endpoints, Fill(endpoints), weights);
    }

    /// <inheritdoc/>
    public override Endpoint? Pick(in PickContext context)
    {
        Table table = _table;
        if (table.Endpoints.Length == 0) return null;
        Endpoint? first = null;
        Endpoint? chosen = null;
        ulong place = context.Key;
        double bound = LoadBound * (Volatile.Read(ref _inFlight) + 1) / table.Weights;
        for (int probe = 0; probe < MostProbes && chosen is null; probe++)
        {
            Endpoint endpoint = table.Endpoints[table.Entries[(int)(place % (uint)table.Entries.Length)]];
            place = Mix(place);
            if (!context.IsFirst && context.HasTried(endpoint)) continue;
            first ??= endpoint;
            if (endpoint.Load.InFlight < Math.Max(1, Math.Ceiling(bound * endpoint.Share)) && endpoint.TryBegin()) chosen = endpoint;
        }

        if (chosen is null) chosen = first is not null && first.TryBegin() ? first : TakeAny(table, context);
        if (chosen is not null) Interlocked.Increment(ref _inFlight);
        return chosen;
    }

    /// <summary>The endpoint that a key belongs to while that has not more than its share under way; null if there is none.</summary>
    internal Endpoint? OwnerOf(ulong key)
    {
        Table table = _table;
        return table.Endpoints.Length == 0 ? null : table.Endpoints[table.Entries[(int)(key % (uint)table.Entries.Length)]];
    }

    /// <inheritdoc/>
    public override bool TryTake(Endpoint endpoint)
    {
        if (!endpoint.TryBegin()) return false;
        Interlocked.Increment(ref _inFlight);
        return true;
    }

    /// <inheritdoc/>
    public override void Release(Endpoint endpoint, long nanoseconds, long now)
    {
        base.Release(endpoint, nanoseconds, now);
        Interlocked.Decrement(ref _inFlight);
    }

    private static Endpoint? TakeAny(Table table, in PickContext context)
    {
        foreach (Endpoint endpoint in table.Endpoints)
        {
            if (!context.HasTried(endpoint) && endpoint.TryBegin()) return endpoint;
        }

        return null;
    }

    /// <summary>
    /// Each endpoint has a permutation of the entries, by its name alone, and takes the first free one of it whenever it is its turn; how often that is, is its weight. So
    /// the table of the others changes little when one goes.
    /// </summary>
    private static ushort[] Fill(Endpoint[] endpoints)
    {
        if (endpoints.Length == 0) return [];
        int size = SizeFor(endpoints.Length);
        int largest = 1;
        foreach (Endpoint endpoint in endpoints) largest = Math.Max(largest, endpoint.Share);

        var entries = new ushort[size];
        var taken = new bool[size];
        var next = new uint[endpoints.Length];
        var skip = new uint[endpoints.Length];
        var credit = new int[endpoints.Length];
        for (int i = 0; i < endpoints.Length; i++)
        {
            ulong hash = KeyHash.Of(endpoints[i].NameBytes);
            next[i] = (uint)(hash % (uint)size);
            skip[i] = (uint)(Mix(hash) % (uint)(size - 1)) + 1;
        }

        for (int filled = 0; ;)
        {
            for (int i = 0; i < endpoints.Length; i++)
            {
                credit[i] += endpoints[i].Share;
                if (credit[i] < largest) continue;
                credit[i] -= largest;
                while (taken[next[i]]) next[i] = (next[i] + skip[i]) % (uint)size;
                taken[next[i]] = true;
                entries[next[i]] = (ushort)i;
                if (++filled == size) return entries;
            }
        }
    }

    private static int SizeFor(int endpoints)
    {
        foreach (int size in Sizes)
        {
            if (size >= endpoints * 100) return size;
        }

        return Sizes[^1];
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 31)) * 0x7FB5D329728EA185;
        value = (value ^ (value >> 27)) * 0x81DADEF4BC2DD44D;
        return value ^ (value >> 33);
    }

    private sealed record Table(Endpoint[] Endpoints, ushort[] Entries, long Weights);
}
