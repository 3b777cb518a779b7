using System;
using Gyrfalcon.Proxy.Balancing;

namespace Gyrfalcon.Proxy.Exchanges;

/// <summary>The key of an exchange for a balancer that wants one.</summary>
internal static class KeyOfExchange
{
    /// <summary>The hash of what the cluster's key names; a random number where the request does not have it.</summary>
    internal static ulong Hash(Exchange exchange, BalancingKey key)
    {
        if (key.Kind == BalancingKeyKind.ClientAddress)
        {
            Span<byte> address = stackalloc byte[64];
            return KeyHash.Of(address[..ClientAddress.Of(exchange).FormatIp(address)]);
        }

        return key.TryHash(exchange.Request, out ulong hash) ? hash : exchange.Worker.Worker.Driver.NextRandom();
    }
}
