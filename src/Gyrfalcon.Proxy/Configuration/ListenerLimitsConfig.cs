using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>How much a listener takes from its clients.</summary>
public sealed record ListenerLimitsConfig
{
    /// <summary>The longest request line; a longer one is answered 414. (A size in bytes, <c>256</c> to <c>64KiB</c>; default <c>8KiB</c>.)</summary>
    public long RequestLine { get; init; } = ListenerLimitsSection.RequestLine.Default;

    /// <summary>The largest header block of a request, the request line apart; a larger one is answered 431. (A size in bytes, <c>256</c> to <c>1MiB</c>; default <c>32KiB</c>.)</summary>
    public long HeaderBytes { get; init; } = ListenerLimitsSection.HeaderBytes.Default;

    /// <summary>The most fields in a request's header block; more are answered 431. (A whole number, 1 to 10000; default <c>100</c>.)</summary>
    public int HeaderFields { get; init; } = ListenerLimitsSection.HeaderFields.Default;

    /// <summary>The largest body of a request; a larger one is answered 413. (A size in bytes, <c>0</c> to <c>1024TiB</c>, or <c>unlimited</c>; default <c>unlimited</c>.) Null is <c>unlimited</c>.</summary>
    public long? Body { get; init; } = ListenerLimitsSection.Body.Default;

    /// <summary>The most client connections that the listener holds open at once. Further clients wait in the kernel's queue until one of them ends. (A whole number, 1 to 10000000; default <c>100000</c>.)</summary>
    public int Connections { get; init; } = ListenerLimitsSection.Connections.Default;

    /// <summary>The most connections that one client address holds open at once, an IPv6 client being the /64 that its address is in. Further ones are reset. Addresses in <c>trusted-proxies</c> are exempt. (A whole number, 1 to 10000000, or <c>unlimited</c>; default <c>10000</c>.) Null is <c>unlimited</c>.</summary>
    public int? ConnectionsPerClient { get; init; } = ListenerLimitsSection.ConnectionsPerClient.Default;

    /// <summary>The most TLS handshakes that begin in a second, by which a crowd of new clients leaves time for those who are in. Further ones wait for their turn; whose turn would come after <c>timeouts.tls-handshake</c> is closed at once. Connections that a route passes through do not count. (A whole number, 1 to 10000000, or <c>unlimited</c>; default <c>unlimited</c>.) Null is <c>unlimited</c>.</summary>
    public int? TlsHandshakes { get; init; } = ListenerLimitsSection.TlsHandshakes.Default;

    /// <summary>The fewest bytes per second that a client may send of a request's body, on average over the time in which Gyrfalcon waits for it; a slower one is answered 408. The first <c>timeouts.rate-grace</c> is free. (A size in bytes, <c>1</c> to <c>1GiB</c>, or <c>none</c>; default <c>240</c>.) Null is <c>none</c>.</summary>
    public long? MinRequestRate { get; init; } = ListenerLimitsSection.MinRequestRate.Default;

    /// <summary>The fewest bytes per second that a client may take of a response, on average over the time in which bytes wait for it; the connection of a slower one is reset. The first <c>timeouts.rate-grace</c> is free. (A size in bytes, <c>1</c> to <c>1GiB</c>, or <c>none</c>; default <c>240</c>.) Null is <c>none</c>.</summary>
    public long? MinResponseRate { get; init; } = ListenerLimitsSection.MinResponseRate.Default;
}
