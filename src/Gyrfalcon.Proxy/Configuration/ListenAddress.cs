using System.Net;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>An IP address and port on which a listener accepts clients.</summary>
/// <param name="Ip">The address; null for <c>:8000</c>, which means every address of the machine, IPv4 and IPv6.
/// <c>[::]</c> means every IPv6 address and no IPv4 address.</param>
/// <param name="Port">0 to 65535; 0 asks the kernel for any free port.</param>
public sealed record ListenAddress(IPAddress? Ip, int Port)
{
    /// <summary>The form in which it is configured: <c>:8000</c>, <c>127.0.0.1:8000</c>, <c>[::1]:8000</c>.</summary>
    public override string ToString() => Ip switch
    {
        null => $":{Port}",
        { AddressFamily: System.Net.Sockets.AddressFamily.InterNetworkV6 } => $"[{Ip}]:{Port}",
        _ => $"{Ip}:{Port}",
    };

    /// <summary>Whether a connection exists that both addresses would accept. Port 0 never overlaps: each gets a port of its own.</summary>
    /// <param name="other">The other listener's address.</param>
    public bool Overlaps(ListenAddress other)
    {
        System.ArgumentNullException.ThrowIfNull(other);
        if (Port == 0 || Port != other.Port)
            return false;
        if (Ip is null)
            return other.Ip is null || IsAny(other.Ip);
        return other.Ip is null ? IsAny(Ip) : Ip.Equals(other.Ip);
    }

    private static bool IsAny(IPAddress ip) => ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any);
}
