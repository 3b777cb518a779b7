using System;
using Gyrfalcon.Engine;
using Gyrfalcon.Proxy.Balancing;

namespace Gyrfalcon.Proxy.Exchanges;

/// <summary>The key of an exchange, for who wants to send requests that have it in common to the same place.</summary>
internal static class KeyOfExchange
{
    /// <summary>The hash of what <paramref name="key"/> names; a random number where the request does not have it.</summary>
    internal static ulong Hash(Exchange exchange, BalancingKey key) => TryHash(exchange, key, out ulong hash) ? hash : exchange.Worker.Worker.Driver.NextRandom();

    /// <summary>The hash of what <paramref name="key"/> names; false where the request does not have it.</summary>
    internal static bool TryHash(Exchange exchange, BalancingKey key, out ulong hash)
    {
        if (key.Kind != BalancingKeyKind.ClientAddress) return key.TryHash(exchange.Request, out hash);
        hash = Of(ClientAddress.Of(exchange));
        return true;
    }

    /// <summary>The key that a client's address is.</summary>
    internal static ulong Of(Address client)
    {
        Span<byte> text = stackalloc byte[64];
        return KeyHash.Of(text[..client.FormatIp(text)]);
    }
}
