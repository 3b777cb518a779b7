using System;
using System.Collections.Generic;
using System.Net;

namespace Gyrfalcon.Proxy.Discovery;

/// <summary>What is asked of DNS, and what becomes of the answer.</summary>
/// <param name="Name">In full, without a dot at its end.</param>
/// <param name="IsService">SRV records are asked for instead of addresses.</param>
/// <param name="Port">The endpoints' port; SRV records have their own.</param>
/// <param name="IsSecure">TLS is spoken to the endpoints.</param>
/// <param name="Servers">Whom to ask, in this order; empty for those of the system.</param>
/// <param name="MinTtl">The shortest time for which an answer is used.</param>
/// <param name="MaxTtl">The longest.</param>
public sealed record DnsRules(string Name, bool IsService, int Port, bool IsSecure, IReadOnlyList<(IPAddress Ip, int Port)> Servers, TimeSpan MinTtl, TimeSpan MaxTtl)
{
    /// <summary>How long to wait after an answer that was no use.</summary>
    internal static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(2);

    /// <summary>How long an answer with this TTL is used.</summary>
    internal TimeSpan Bound(TimeSpan timeToLive) => timeToLive < MinTtl ? MinTtl : timeToLive > MaxTtl ? MaxTtl : timeToLive;
}
