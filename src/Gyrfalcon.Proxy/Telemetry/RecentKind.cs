namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>What an exchange is kept for.</summary>
internal enum RecentKind
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>It went wrong by our doing or an endpoint's.</summary>
    Failed,

    /// <summary>It went wrong by the client's doing: what it asked for is not there, or it asked badly, or went away.</summary>
    Refused,

    /// <summary>It went well, at more than one try.</summary>
    Retried,

    /// <summary>It went well, slowly.</summary>
    Slow,

    /// <summary>It is in the sample.</summary>
    Sampled,
}
