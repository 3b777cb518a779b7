namespace Gyrfalcon.Proxy.Configuration;

/// <summary>What an attempt must have come to for a request to be tried again. Besides the named ones, each status of a response is a condition: its own number.</summary>
public enum RetryCondition
{
    /// <summary>No connection to the endpoint came about, so nothing was sent.</summary>
    ConnectFailure,

    /// <summary>The endpoint ended the connection before the first byte of a response.</summary>
    Reset,

    /// <summary>The attempt took longer than its route allows one.</summary>
    Timeout,
}
