using Gyrfalcon.Proxy.Balancing;
using Gyrfalcon.Proxy.Downstream;

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
        hash = KeyHash.Of(ClientAddress.Of(exchange.Client, exchange.Request.Fields));
        return true;
    }
}
