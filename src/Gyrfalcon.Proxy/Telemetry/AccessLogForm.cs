namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>The form of an access log's lines.</summary>
public enum AccessLogForm
{
    /// <summary>One JSON object.</summary>
    Json,

    /// <summary>The combined log of Apache and nginx.</summary>
    Combined,

    /// <summary>HAProxy's HTTP log.</summary>
    Haproxy,
}
