using System;
using System.Net;

namespace Gyrfalcon.Http.ProxyProtocol;

/// <summary>Writes headers of the PROXY protocol.</summary>
public static class ProxyHeaderWriter
{
    /// <summary>
    /// The bytes of <paramref name="header"/>, with a checksum in version 2 (PROXY protocol §2.2.3). If its addresses are of two families, the one of IPv4 is written as IPv6 (RFC 4291 §2.5.5.2).
    /// </summary>
    /// <exception cref="ArgumentException">A value is longer than it may be, or a port is out of range.</exception>
    public static byte[] Write(ProxyHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        (IPAddress? source, IPAddress? destination) = InOneFamily(header.Source, header.Destination);
        ProxyHeader aligned = header with { Source = source, Destination = destination };
        return header.Version == ProxyHeaderVersion.V1 ? TextHeader.Write(aligned) : new BinaryHeaderWriter(aligned).Write();
    }

    /// <summary>Such bytes of a proxy that speaks for itself: LOCAL, in version 1 UNKNOWN, which is the nearest that it has.</summary>
    public static byte[] WriteLocal(ProxyHeaderVersion version) => Write(new ProxyHeader { Version = version, IsLocal = true });

    private static (IPAddress? Source, IPAddress? Destination) InOneFamily(IPAddress? source, IPAddress? destination)
    {
        if (source is null || destination is null) return (null, null);
        (source, destination) = (Plain(source), Plain(destination));
        return source.AddressFamily == destination.AddressFamily ? (source, destination) : (source.MapToIPv6(), destination.MapToIPv6());
    }

    /// <summary>As IPv4 where it is that, and without a zone, which means nothing elsewhere.</summary>
    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : new IPAddress(address.GetAddressBytes());
}
