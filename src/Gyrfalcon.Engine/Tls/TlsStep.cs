namespace Gyrfalcon.Engine.Tls;

/// <summary>How far a step of a TLS session came.</summary>
internal enum TlsStep
{
    /// <summary>It is done.</summary>
    Done,

    /// <summary>It goes on when more bytes have come from the peer.</summary>
    WantsInput,

    /// <summary>The peer has said that nothing follows (close_notify, RFC 8446 §6.1).</summary>
    Closed,

    /// <summary>The session is broken; an alert for the peer may be among what is to be sent.</summary>
    Failed,
}
