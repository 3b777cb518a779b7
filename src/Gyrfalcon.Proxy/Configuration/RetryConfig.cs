using System.Collections.Generic;
using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>When a request is tried again at another endpoint.</summary>
public sealed record RetryConfig
{
    /// <summary>Each request goes to one endpoint, once: <c>retry: off</c>.</summary>
    public static RetryConfig Off { get; } = new() { Attempts = 1, On = [] };

    /// <summary>To how many endpoints a request may be sent, the first included. A connection that did not come about has sent nothing and does not count. (A whole number, 1 to 10; default <c>2</c>.)</summary>
    public int Attempts { get; init; } = RetrySection.Attempts.Default;

    /// <summary>What another endpoint is asked after: <c>connect-failure</c> (no connection, or no TLS), <c>reset</c> (the connection ended before a response began), <c>timeout</c> (the route's <c>timeouts.attempt</c> passed before one did), or a status of the response. What was sent is sent again only if its method is idempotent and its body, of 64 KiB at most, is still here. By default <c>[ connect-failure, reset, timeout ]</c>. (<c>connect-failure</c>, <c>reset</c>, <c>timeout</c>, <c>401</c>, <c>403</c>, <c>404</c>, <c>408</c>, <c>425</c>, <c>429</c>, <c>500</c>, <c>501</c>, <c>502</c>, <c>503</c> or <c>504</c>, or a list of such; optional.)</summary>
    public IReadOnlyList<RetryCondition> On { get; init; } = RetrySection.On.Default;

    /// <summary>The most retries under way in the cluster at a time, as a part of its requests that wait for a response; never fewer than 3. Beyond it a request is not sent again, so that retries cannot add to an outage. (A percentage, <c>0%</c> to <c>100%</c>; default <c>20%</c>.)</summary>
    public int Budget { get; init; } = RetrySection.Budget.Default;
}
