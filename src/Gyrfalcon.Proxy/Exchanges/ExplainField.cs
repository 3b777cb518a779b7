using System;
using Gyrfalcon.Http;
using Gyrfalcon.Http.Http1;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Explaining;
using Gyrfalcon.Proxy.Snapshots;

namespace Gyrfalcon.Proxy.Exchanges;

/// <summary>
/// Gyr-Explain: a signed one in a request asks for an explanation, and the answer tells it in a field of that name. While there are keys the field goes to no endpoint, and what endpoints say in it does not come
/// through; one that is not signed as it must be is as if it were not there.
/// </summary>
internal static class ExplainField
{
    /// <summary>The most bytes of an explanation.</summary>
    private const int Most = 8 * 1024;

    /// <summary>More than is written behind the explanation and around it.</summary>
    private const int Margin = 128;

    private static readonly FieldSet Own = FieldSet.Of(KnownField.GyrExplain);
    private static readonly FieldSet OwnAndCaching = Own.With(KnownField.CacheControl);

    /// <summary>Has the exchange explained if its request asks for it and may.</summary>
    internal static void Read(Exchange exchange, ExplainRules rules)
    {
        if (!exchange.Request.Fields.Contains(KnownField.GyrExplain)) return;
        if (!ExplainSignature.IsValid(exchange.Request, rules.Keys, exchange.Worker.Worker.Driver.UtcNow) || !rules.TryTakeTurn(exchange.Worker.Worker.Now)) return;
        exchange.Explanation = Explainer.Explain(exchange.Request, exchange.Client.Listener, exchange.Client.Address.ToIPAddress().ToString(), exchange.Snapshot);
    }

    /// <summary><paramref name="replaced"/>, and with it the fields that <see cref="Write"/> answers for.</summary>
    internal static FieldSet Without(Exchange exchange, FieldSet replaced)
        => exchange.Snapshot.Explain is null ? replaced : replaced | (exchange.Explanation is null ? Own : OwnAndCaching);

    /// <summary>Writes the explanation, as much of it as there is room for; and that nobody is to keep the answer, for the next who gets it may not have the key.</summary>
    internal static void Write(ref HeadWriter writer, Exchange exchange, int capacity)
    {
        writer.Append("Cache-Control: no-store\r\n"u8);
        int room = Math.Min(Most, capacity - writer.Length - Margin);
        if (room > 0 && ExplanationJson.Write(exchange.Explanation!, Outcome(exchange), room) is { } json) writer.Field(KnownField.GyrExplain, json);
    }

    private static ExchangeOutcome Outcome(Exchange exchange)
        => new(exchange.Cluster?.Name, exchange.Endpoint?.Name, exchange.Attempts, exchange.Fault == FaultKind.None ? null : FaultTable.Of(exchange.Fault).LogCode);
}
