using System.Net;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>Which records of a name are endpoints.</summary>
public enum DnsRecordKind
{
    /// <summary>A and AAAA: addresses.</summary>
    Address,

    /// <summary>SRV: targets with ports, weights and priorities (RFC 2782).</summary>
    Service,
}

/// <summary>Where a DNS server is asked.</summary>
/// <param name="Ip">Its address.</param>
/// <param name="Port">1 to 65535, for UDP and TCP.</param>
public sealed record NameServerAddress(IPAddress Ip, int Port);
