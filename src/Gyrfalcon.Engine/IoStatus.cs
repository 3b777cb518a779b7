namespace Gyrfalcon.Engine;

/// <summary>How an operation of the engine ended. An error is a value here; exceptions are for bugs.</summary>
public enum IoStatus : byte
{
    /// <summary>It did what it was asked to do.</summary>
    Ok,

    /// <summary>The peer has ended its half of the connection in order (FIN); no more bytes will arrive.</summary>
    Closed,

    /// <summary>The connection is gone: the peer reset it, or data was sent to a closed peer.</summary>
    Reset,

    /// <summary>The deadline given to the operation passed, or the kernel gave the connection up.</summary>
    TimedOut,

    /// <summary>The peer refused the connection.</summary>
    Refused,

    /// <summary>There is no way to the peer: network or host unreachable, or an address that this machine cannot use.</summary>
    Unreachable,

    /// <summary>This process or machine is out of descriptors, ports or memory.</summary>
    Exhausted,

    /// <summary>The transport was closed by its own owner while the operation was under way.</summary>
    Aborted,

    /// <summary>TLS could not be agreed on, or broke.</summary>
    TlsFailed,

    /// <summary>The peer's certificate was not accepted.</summary>
    CertificateRefused,

    /// <summary>Any other error of the kernel's.</summary>
    Failed,
}
