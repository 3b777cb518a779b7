using System;
using System.Text;
using Gyrfalcon.Http;
using Gyrfalcon.Http.Http1;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Downstream;
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

    /// <summary>Wherever an endpoint may allow that its answer is kept, by everybody or by caches of one kind (RFC 9111 §5.3, RFC 9213).</summary>
    private static readonly FieldSet OwnAndCaching = Own | FieldSet.Of(KnownField.CacheControl, KnownField.CdnCacheControl, KnownField.SurrogateControl, KnownField.Expires);

    /// <summary>Has the exchange explained if its request asks for it and may.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="rules">Whose requests are explained.</param>
    /// <param name="fault">Why it is refused; None if it is not.</param>
    internal static void Read(Exchange exchange, ExplainRules rules, FaultKind fault)
    {
        if (!exchange.Request.Fields.Contains(KnownField.GyrExplain)) return;
        if (!ExplainSignature.IsValid(exchange.Request, rules.Keys, exchange.Worker.Worker.Driver.UtcNow) || !rules.TryTakeTurn(exchange.Worker.Worker.Now)) return;
        ClientConnection client = exchange.Client;
        var arrival = new Arrival(client.Listener, client.Address, client.IsTrusted, client.IsSecured, client.LacksTls, client.ServerName, client.Certificate is not null, exchange.Worker.Via.Mark);
        exchange.Explanation = Explainer.Explain(exchange.Request, arrival, exchange.Snapshot, fault);
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
        => new(Encoding.Latin1.GetString(exchange.SharedId), exchange.Cluster?.Name, exchange.Endpoint?.Name, exchange.Attempts, exchange.Fault == FaultKind.None ? null : FaultTable.Of(exchange.Fault).LogCode);
}
