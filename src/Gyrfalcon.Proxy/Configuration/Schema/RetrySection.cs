using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Gyrfalcon.Proxy.Configuration.Schema;

internal static class RetrySection
{
    // What may differ from endpoint to endpoint; a success or a redirect does not.
    private static readonly int[] Statuses = [401, 403, 404, 408, 425, 429, 500, 501, 502, 503, 504];

    private static readonly ScalarShape<RetryCondition> Word = Kinds.Choice(
        [("connect-failure", RetryCondition.ConnectFailure), ("reset", RetryCondition.Reset), ("timeout", RetryCondition.Timeout),
         .. Statuses.Select(status => (status.ToString(CultureInfo.InvariantCulture), (RetryCondition)status))]);

    // A status may be written with quotes or without.
    private static readonly ScalarShape<RetryCondition> Condition = new(Word.Facts with { JsonType = "integer", Least = Statuses[0], Most = Statuses[^1] }, Word.Parse);

    public static readonly Setting<int> Attempts = Setting.WithDefault("attempts", Kinds.Whole(1, 10), "2",
        "To how many endpoints a request may be sent, the first included. A connection that did not come about has sent nothing and does not count.",
        "tries", "num-retries", "retries", "max-attempts");

    public static readonly Setting<IReadOnlyList<RetryCondition>> On = Setting.Optional("on",
        new ListShape<RetryCondition>(Condition, oneAllowed: true, absent: [RetryCondition.ConnectFailure, RetryCondition.Reset, RetryCondition.Timeout]),
        "What another endpoint is asked after: `connect-failure` (no connection, or no TLS), `reset` (the connection ended before a response began), `timeout` (the route's `timeouts.attempt` passed before one did), or a status of the response. "
            + "What was sent is sent again only if its method is idempotent and its body, of 64 KiB at most, is still here. By default `[ connect-failure, reset, timeout ]`.",
        "retry-on", "conditions", "status-codes");

    public static readonly Setting<int> Budget = Setting.WithDefault("budget", Kinds.Percent(0, 100), "20%",
        "The most retries under way in the cluster at a time, as a part of its requests that wait for a response; never fewer than 3. Beyond it a request is not sent again, so that retries cannot add to an outage.",
        "retry-budget", "budget-percent");

    public static readonly Section<RetryConfig> Section = new(nameof(RetryConfig), "{ attempts: 2, on: [ connect-failure, reset ] }",
        [Attempts, On, Budget],
        reader => new RetryConfig
        {
            Attempts = reader.Get(Attempts),
            On = reader.Get(On),
            Budget = reader.Get(Budget),
        });
}
