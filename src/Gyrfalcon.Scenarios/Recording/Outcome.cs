namespace Gyrfalcon.Scenarios.Recording;

/// <summary>How a request ended, as its client sees it.</summary>
public enum Outcome
{
    /// <summary>A complete answer without an error.</summary>
    Answered,

    /// <summary>A status 4xx.</summary>
    ClientError,

    /// <summary>A status 500.</summary>
    InternalError,

    /// <summary>A status 502.</summary>
    BadGateway,

    /// <summary>A status 503.</summary>
    Unavailable,

    /// <summary>A status 504.</summary>
    GatewayTimeout,

    /// <summary>The connection ended before the answer was complete, or could not be made.</summary>
    Broken,

    /// <summary>The client's patience ended.</summary>
    GivenUp,
}
