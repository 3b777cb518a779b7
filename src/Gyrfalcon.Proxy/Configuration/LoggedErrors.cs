namespace Gyrfalcon.Proxy.Configuration;

/// <summary>Which exchanges the access log takes for errors.</summary>
public enum LoggedErrors
{
    /// <summary>None: errors are like any other exchange.</summary>
    Off,

    /// <summary>A status of 500 or more, or a fault on the side of the proxy or of an endpoint.</summary>
    Server,

    /// <summary>A status of 400 or more, or any fault.</summary>
    All,
}
