namespace Gyrfalcon.Proxy;

/// <summary>What a worker turned away or put off without an answer of its own: there was too much of it, or nobody could know whose it was.</summary>
public enum Shed : byte
{
    /// <summary>A rest of a listening socket, since the listener holds as many connections as it may.</summary>
    ConnectionLimit,

    /// <summary>A connection that was reset, since its client's address holds as many as it may.</summary>
    ClientLimit,

    /// <summary>A rest of a listening socket, since no descriptor was left.</summary>
    Descriptors,

    /// <summary>A rest of a listening socket, since the worker holds as much memory as it may.</summary>
    MemoryPause,

    /// <summary>A TLS handshake whose turn would have come too late, so that its connection was closed.</summary>
    Handshakes,

    /// <summary>A TLS handshake that failed, of itself rather than for there being too many.</summary>
    FailedHandshakes,

    /// <summary>A request that was answered 503, since the worker holds as much memory as it may.</summary>
    Memory,

    /// <summary>A connection that was reset, since it came from no trusted proxy to a listener that takes PROXY headers.</summary>
    UntrustedPeer,

    /// <summary>A connection that was closed, since it did not begin with a PROXY header as it should have.</summary>
    ProxyHeader,
}
