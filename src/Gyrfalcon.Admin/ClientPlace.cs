using System;
using System.Net;
using System.Net.Sockets;

namespace Gyrfalcon.Admin;

/// <summary>What counts as one client: an IPv4 address, of IPv6 the first 64 bits, which one host may have all of, and a local socket, which has no address.</summary>
internal static class ClientPlace
{
    private const int PrefixBytes = 8;

    internal static IPAddress Of(IPAddress? address)
    {
        if (address is null) return IPAddress.None;
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        byte[] bytes = address.GetAddressBytes();
        Array.Clear(bytes, PrefixBytes, bytes.Length - PrefixBytes);
        return new IPAddress(bytes);
    }
}
