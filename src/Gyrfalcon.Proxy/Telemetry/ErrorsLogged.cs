namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>Which exchanges count as errors for a condition of the access log.</summary>
public enum ErrorsLogged
{
    /// <summary>None.</summary>
    None,

    /// <summary>A status of 500 or more, or a fault on the side of the proxy or of an endpoint, whatever the status.</summary>
    Server,

    /// <summary>A status of 400 or more, or any fault.</summary>
    All,
}
