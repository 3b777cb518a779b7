using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;

namespace Gyrfalcon.Proxy.Discovery;

/// <summary>Puts the records of an answer into an order of their own: servers turn theirs round.</summary>
internal static class Sorted
{
    /// <summary>Addresses by their bytes, each once.</summary>
    internal static IEnumerable<IPAddress> Of(IEnumerable<IPAddress> addresses) => addresses.Distinct().OrderBy(static ip => Convert.ToHexString(ip.GetAddressBytes()), StringComparer.Ordinal);
}
