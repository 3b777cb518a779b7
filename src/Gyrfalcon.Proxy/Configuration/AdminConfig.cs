using System.Net;
using Gyrfalcon.Proxy.Configuration.Schema;
using Gyrfalcon.Proxy.Configuration.Values;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>Where operators and their tools look at the process, and change it.</summary>
public sealed record AdminConfig
{
    /// <summary>Nobody can look: <c>admin: off</c>.</summary>
    public static AdminConfig Off { get; } = new() { Listen = null, IsWritten = true };

    /// <summary>-</summary>
    public AdminAddress? Listen { get; init; } = AdminSection.Listen.Default;

    /// <summary>-</summary>
    public string? TokenFile { get; init; }

    /// <summary>-</summary>
    public AdminTlsConfig? Tls { get; init; }

    /// <summary>-</summary>
    public AdminAddress? Metrics { get; init; }

    /// <summary>Somebody asked for this address, so it is a mistake if it cannot be had.</summary>
    public bool IsWritten { get; init; }

    /// <summary>Only those are answered who say who they are.</summary>
    public bool IsGuarded => TokenFile is not null || Tls?.ClientAuthorities is not null;

    /// <summary>Where it was written.</summary>
    public ConfigSource Source { get; init; } = ConfigSource.None;
}

/// <summary>An address and port, or the path of a Unix socket.</summary>
/// <param name="Ip">The address; null for a socket.</param>
/// <param name="Port">The port; 0 for any free one.</param>
/// <param name="UnixPath">The absolute path; null for an address.</param>
public sealed record AdminAddress(IPAddress? Ip, int Port, string? UnixPath)
{
    /// <summary>Only this machine can reach it.</summary>
    public bool IsLocal => UnixPath is not null || IPAddress.IsLoopback(Ip!);

    /// <summary>Reads what <see cref="ToString"/> writes; null with what is wrong.</summary>
    public static AdminAddress? TryParse(string text, out string? problem)
    {
        System.ArgumentNullException.ThrowIfNull(text);
        bool read = AdminAddressText.Parse(text).Succeeded(out AdminAddress? address, out Complaint? complaint);
        problem = read ? null : complaint!.Problem;
        return address;
    }

    /// <inheritdoc/>
    public override string ToString() => UnixPath is { } path ? "unix:" + path : new IPEndPoint(Ip!, Port).ToString();
}
