namespace Gyrfalcon.Proxy.Configuration;

/// <summary>How an endpoint is spoken to.</summary>
public enum EndpointScheme
{
    /// <summary>HTTP over plain TCP; the port is 80 unless given.</summary>
    Http,

    /// <summary>HTTP over TLS; the port is 443 unless given.</summary>
    Https,
}
