using System.Net;
using System.Net.Sockets;
using Gyrfalcon.Proxy.Configuration.Schema;
using Gyrfalcon.Proxy.Configuration.Values;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>Where operators and their tools look at the process, and change it.</summary>
public sealed record AdminConfig
{
    /// <summary>Nobody can look: <c>admin: off</c>.</summary>
    public static AdminConfig Off { get; } = new() { Listen = null, IsWritten = true };

    /// <summary>An address and port, or the path of a Unix socket, <c>unix:/run/gyr/admin.sock</c>. It serves <c>/metrics</c> and the API (<c>docs/admin-api.md</c>). On a loopback address or a socket everybody who can reach it may change the process, unless there is a <c>token-file</c>; on any other address a <c>token-file</c> or <c>tls.client-authorities</c> is needed. If the default is taken by somebody else the process goes on without; if an address that is written is taken, it does not start. (An address and port, or the path of a Unix socket; default <c>127.0.0.1:2019</c>.)</summary>
    public AdminAddress? Listen { get; init; } = AdminSection.Listen.Default;

    /// <summary>A file with a token, one on each line, at least 32 visible characters long: nobody is answered who does not send one of them, as <c>Authorization: Bearer TOKEN</c>. A relative path counts from the configuration's directory. (The path of a file; optional.)</summary>
    public string? TokenFile { get; init; }

    /// <summary>TLS of the admin address. (A section; optional.)</summary>
    public AdminTlsConfig? Tls { get; init; }

    /// <summary>A further address, which serves nothing but <c>/metrics</c>, to everybody and without TLS: for a Prometheus that must not change anything. A socket is for everybody who can reach it, too, whereas that of <c>listen</c> is for owner and group. (An address and port, or the path of a Unix socket; optional.)</summary>
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
        problem = read ? null : complaint!.Remedy is { } remedy ? $"{complaint.Problem}; {remedy}" : complaint.Problem;
        return address;
    }

    /// <summary>Not both can be had.</summary>
    internal bool Overlaps(AdminAddress other)
        => UnixPath is not null || other.UnixPath is not null ? UnixPath == other.UnixPath : Port != 0 && Port == other.Port && (Covers(other.Ip!) || other.Covers(Ip!));

    /// <summary>Not both can be had. A listener's <c>[::]</c> is IPv6 alone.</summary>
    internal bool Overlaps(ListenAddress listener)
        => UnixPath is null && !(IPAddress.IPv6Any.Equals(listener.Ip) && Ip!.AddressFamily == AddressFamily.InterNetwork) && Overlaps(new AdminAddress(listener.Ip ?? IPAddress.IPv6Any, listener.Port, null));

    private bool Covers(IPAddress ip) => Ip!.Equals(ip) || Ip.Equals(IPAddress.IPv6Any) || (Ip.Equals(IPAddress.Any) && ip.AddressFamily == AddressFamily.InterNetwork);

    /// <inheritdoc/>
    public override string ToString() => UnixPath is { } path ? "unix:" + path : new IPEndPoint(Ip!, Port).ToString();
}
