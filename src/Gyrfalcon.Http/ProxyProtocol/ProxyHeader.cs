using System.Net;

namespace Gyrfalcon.Http.ProxyProtocol;

/// <summary>How a PROXY header is written.</summary>
public enum ProxyHeaderVersion : byte
{
    /// <summary>A line of text (PROXY protocol §2.1).</summary>
    V1 = 1,

    /// <summary>Binary, with typed values behind the addresses (PROXY protocol §2.2).</summary>
    V2 = 2,
}

/// <summary>
/// What a proxy says, at the very beginning of a connection, of the client whose connection it passes on (PROXY protocol, versions 1 and 2). Immutable. Nothing in it is proven: it counts only from
/// a peer that is trusted. Values of version 1 are the addresses alone.
/// </summary>
public sealed record ProxyHeader
{
    /// <summary>The most bytes of a header that is read, addresses and values included; version 1 has a limit of its own, 107.</summary>
    public const int MaxLength = 4096;

    /// <summary>The most bytes of <see cref="UniqueId"/> (PROXY protocol §2.2.5).</summary>
    public const int MaxUniqueId = 128;

    /// <summary>The most bytes of each of the other values.</summary>
    public const int MaxValue = 255;

    /// <summary>How it is written.</summary>
    public required ProxyHeaderVersion Version { get; init; }

    /// <summary>The proxy speaks for itself, as health checks do: there is no client (LOCAL, PROXY protocol §2.2). Always false in version 1.</summary>
    public bool IsLocal { get; init; }

    /// <summary>Where the client is; null if the header does not say, in which case <see cref="Destination"/> is null too.</summary>
    public IPAddress? Source { get; init; }

    /// <summary>The client's port, 0 to 65535.</summary>
    public int SourcePort { get; init; }

    /// <summary>The address that the client connected to; null if the header does not say.</summary>
    public IPAddress? Destination { get; init; }

    /// <summary>The port that the client connected to, 0 to 65535.</summary>
    public int DestinationPort { get; init; }

    /// <summary>The host that the client asked for, such as the server name of TLS, at most <see cref="MaxValue"/> bytes of UTF-8; null if not said (§2.2.2).</summary>
    public byte[]? Authority { get; init; }

    /// <summary>The protocol that was agreed on (ALPN), at most <see cref="MaxValue"/> bytes; null if not said (§2.2.1).</summary>
    public byte[]? Protocol { get; init; }

    /// <summary>The connection's or the request's name in the logs of all proxies, at most <see cref="MaxUniqueId"/> bytes; null if not said (§2.2.5).</summary>
    public byte[]? UniqueId { get; init; }

    /// <summary>The client's TLS with the proxy; null if it spoke none, or it is not said (§2.2.6).</summary>
    public ProxyHeaderTls? Tls { get; init; }
}

/// <summary>What a PROXY header says of the client's TLS (PROXY protocol §2.2.6).</summary>
/// <param name="Version">Such as <c>TLSv1.3</c>, in ASCII, at most <see cref="ProxyHeader.MaxValue"/> bytes; empty if not said.</param>
/// <param name="CommonName">The common name of the client's certificate, UTF-8, at most <see cref="ProxyHeader.MaxValue"/> bytes; empty if not said.</param>
/// <param name="HasCertificate">The client has shown a certificate, on this connection or earlier in its session.</param>
/// <param name="IsVerified">The certificate was verified.</param>
public sealed record ProxyHeaderTls(byte[] Version, byte[] CommonName, bool HasCertificate, bool IsVerified);
