using System;

namespace Gyrfalcon.Proxy.Routing;

/// <summary>When the requests of a route are tried again at another endpoint. Immutable.</summary>
/// <param name="attempts">How often a request may be sent, 1 to 10; connections that did not come about and kept ones that were stale do not count.</param>
/// <param name="onConnectFailure">After a connect that failed.</param>
/// <param name="onReset">After a connection that ended before the first byte of a response.</param>
/// <param name="onTimeout">After an attempt that took longer than one attempt may.</param>
/// <param name="statuses">After a response with one of these statuses.</param>
/// <param name="budgetPercent">The most retries under way in the cluster, as a part of its requests that wait for a response; 0 to 100.</param>
public sealed class RetryRules(int attempts, bool onConnectFailure, bool onReset, bool onTimeout, int[] statuses, int budgetPercent)
{
    /// <summary>The most bytes of a body that are kept, to be sent again or copied.</summary>
    internal const int LongestBody = 64 * 1024;

    /// <summary>How often a request may be sent, the first time included.</summary>
    public int Attempts => attempts;

    /// <summary>After a connect that failed.</summary>
    public bool OnConnectFailure => onConnectFailure;

    /// <summary>After a connection that ended before the first byte of a response.</summary>
    public bool OnReset => onReset;

    /// <summary>After an attempt that took longer than one attempt may.</summary>
    public bool OnTimeout => onTimeout;

    /// <summary>The most retries under way, in percent of the cluster's requests that wait for a response.</summary>
    public int BudgetPercent => budgetPercent;

    /// <summary>A request that was sent may have to be sent again, so its body is worth keeping.</summary>
    public bool SendsAgain { get; } = onReset || (attempts > 1 && (onTimeout || statuses.Length > 0));

    /// <summary>After a response with this status.</summary>
    public bool OnStatus(int status) => status >= 400 && statuses.AsSpan().Contains(status);
}
