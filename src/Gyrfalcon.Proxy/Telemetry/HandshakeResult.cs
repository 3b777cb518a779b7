namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>What came of a client's TLS handshake, as metrics tell it.</summary>
public enum HandshakeResult
{
    /// <summary>Done, with certificate and key exchange.</summary>
    Full,

    /// <summary>Done, by resuming an earlier session.</summary>
    Resumed,

    /// <summary>Left to the endpoint.</summary>
    Passed,

    /// <summary>Broken off by either side, or never one.</summary>
    Failed,

    /// <summary>The client's certificate was not accepted, or it has shown none.</summary>
    CertificateRefused,

    /// <summary>It took too long.</summary>
    TimedOut,

    /// <summary>Its turn would have come too late.</summary>
    Shed,
}
