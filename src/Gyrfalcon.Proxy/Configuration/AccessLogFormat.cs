namespace Gyrfalcon.Proxy.Configuration;

/// <summary>The form of the access log.</summary>
public enum AccessLogFormat
{
    /// <summary>One JSON object per exchange and line.</summary>
    Json,

    /// <summary>No access log.</summary>
    Off,
}
