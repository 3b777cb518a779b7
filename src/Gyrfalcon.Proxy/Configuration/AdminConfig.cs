using System.Net;
using Gyrfalcon.Proxy.Configuration.Schema;
using Gyrfalcon.Proxy.Configuration.Values;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>Where operators and their tools look at the process.</summary>
public sealed record AdminConfig
{
    /// <summary>Nobody can look: <c>admin: off</c>.</summary>
    public static AdminConfig Off { get; } = new() { Listen = null, IsWritten = true };

    /// <summary>A loopback address and port, or the path of a Unix socket, <c>unix:/run/gyr/admin.sock</c>. It serves <c>/metrics</c>, and reads the configuration again at <c>/reload</c> and lets another process take over at <c>/upgrade</c>, for everybody who can reach it. If the default is taken by somebody else the process goes on without; if an address that is written is taken, it does not start. (A loopback address and port, or the path of a Unix socket; default <c>127.0.0.1:2019</c>.)</summary>
    public AdminAddress? Listen { get; init; } = AdminSection.Listen.Default;

    /// <summary>Somebody asked for this address, so it is a mistake if it cannot be had.</summary>
    public bool IsWritten { get; init; }
}

/// <summary>A loopback address and port, or the path of a Unix socket.</summary>
/// <param name="Ip">The address; null for a socket.</param>
/// <param name="Port">The port; 0 for any free one.</param>
/// <param name="UnixPath">The absolute path; null for an address.</param>
public sealed record AdminAddress(IPAddress? Ip, int Port, string? UnixPath)
{
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
