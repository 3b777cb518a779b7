namespace Gyrfalcon.Proxy.Configuration;

/// <summary>Where the Host field that an endpoint sees comes from.</summary>
public enum EndpointHostSource
{
    /// <summary>The client's for <c>http://</c> endpoints, the endpoint's own authority for <c>https://</c> endpoints.</summary>
    Auto,

    /// <summary>The client's, always.</summary>
    Client,

    /// <summary>The endpoint's own authority, always.</summary>
    Endpoint,

    /// <summary>A fixed value.</summary>
    Literal,
}
