using System.Collections.Generic;
using System.Threading;
using Gyrfalcon.Engine;

namespace Gyrfalcon.Proxy;

/// <summary>
/// How many connections each client address holds open at a listener, over all workers. In shards, each with a lock that is held for one look-up; touched
/// when a connection begins and ends, never for a request.
/// </summary>
public sealed class ClientCounts
{
    private const int ShardCount = 64;

    private readonly Shard[] _shards = new Shard[ShardCount];

    /// <summary>Knows of no connections.</summary>
    public ClientCounts()
    {
        for (int i = 0; i < ShardCount; i++) _shards[i] = new Shard();
    }

    /// <summary>Counts a connection of the client at <paramref name="address"/>; false, and not counted, when it has <paramref name="most"/>.</summary>
    public bool TryAdd(Address address, int most)
    {
        ulong client = address.ClientNetwork;
        Shard shard = ShardOf(client);
        lock (shard.Gate)
        {
            int count = shard.Counts.GetValueOrDefault(client);
            if (count >= most) return false;
            shard.Counts[client] = count + 1;
            return true;
        }
    }

    /// <summary>Counts a connection out.</summary>
    public void Remove(Address address)
    {
        ulong client = address.ClientNetwork;
        Shard shard = ShardOf(client);
        lock (shard.Gate)
        {
            int count = shard.Counts[client];
            if (count == 1) shard.Counts.Remove(client);
            else shard.Counts[client] = count - 1;
        }
    }

    // Neighbouring addresses must not share a shard: the multiplier is Knuth's, 2^64 divided by the golden ratio.
    private Shard ShardOf(ulong client) => _shards[(int)(client * 0x9E3779B97F4A7C15 >> 58)];

    private sealed class Shard
    {
        internal Lock Gate { get; } = new();

        internal Dictionary<ulong, int> Counts { get; } = [];
    }
}
