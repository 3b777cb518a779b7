namespace Gyrfalcon.Resilience.Generating;

/// <summary>How a request ended, as its client saw it.</summary>
internal enum Verdict
{
    /// <summary>200 with the very content that one origin gives to this request.</summary>
    Right,

    /// <summary>A status other than 200.</summary>
    Status,

    /// <summary>The connection failed, or ended before the whole answer was there.</summary>
    Broken,

    /// <summary>No whole answer within the client's patience.</summary>
    Timeout,

    /// <summary>200 with other content, or an answer that is not HTTP: crossed or truncated.</summary>
    Wrong,
}
