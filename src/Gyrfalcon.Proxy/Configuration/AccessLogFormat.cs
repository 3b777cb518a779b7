namespace Gyrfalcon.Proxy.Configuration;

/// <summary>The form of the access log.</summary>
public enum AccessLogFormat
{
    /// <summary>One JSON object per exchange and line.</summary>
    Json,

    /// <summary>The combined log of Apache and nginx.</summary>
    Combined,

    /// <summary>HAProxy's HTTP log.</summary>
    Haproxy,

    /// <summary>No access log.</summary>
    Off,
}
