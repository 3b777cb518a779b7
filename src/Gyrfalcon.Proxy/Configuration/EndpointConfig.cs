using System.Net;
using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>One endpoint of a cluster, as configured: nothing is resolved yet.</summary>
public sealed record EndpointConfig
{
    /// <summary>Plain or TLS.</summary>
    public required EndpointScheme Scheme { get; init; }

    /// <summary>The name in lower case, or the IP address, an IPv6 address without its brackets.</summary>
    public required string Host { get; init; }

    /// <summary>The address, when <see cref="Host"/> is one; null for a name, which is resolved when the proxy runs.</summary>
    public IPAddress? Ip { get; init; }

    /// <summary>1 to 65535.</summary>
    public required int Port { get; init; }

    /// <summary>The URL as the user wrote it, for messages.</summary>
    public required string Text { get; init; }

    /// <summary></summary>
    public int Weight { get; init; } = EndpointSection.Weight.Default;

    /// <summary></summary>
    public bool Backup { get; init; } = EndpointSection.Backup.Default;

    /// <summary></summary>
    public int? MaxRequests { get; init; } = EndpointSection.MaxRequests.Default;

    /// <summary>Where it was written.</summary>
    public ConfigSource Source { get; init; } = ConfigSource.None;

    /// <summary>The endpoint's own authority, as it appears in a Host field: the port only where it is not the scheme's,
    /// an IPv6 address in brackets (RFC 9110, section 7.2).</summary>
    public string Authority
    {
        get
        {
            string host = Ip?.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{Host}]" : Host;
            return Port == DefaultPort(Scheme) ? host : $"{host}:{Port}";
        }
    }

    /// <summary>The normalised URL, such as <c>https://api.example.com</c>: two endpoints with the same one are the same server.</summary>
    public string Url => (Scheme == EndpointScheme.Https ? "https://" : "http://") + Authority;

    /// <summary>80 or 443.</summary>
    /// <param name="scheme">The scheme whose port is asked for.</param>
    public static int DefaultPort(EndpointScheme scheme) => scheme == EndpointScheme.Https ? 443 : 80;
}
