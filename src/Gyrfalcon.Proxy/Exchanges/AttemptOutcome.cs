using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Exchanges;

/// <summary>Tells those who judge endpoints what came of an attempt.</summary>
internal static class AttemptOutcome
{
    /// <summary>The status says that the endpoint failed. 501 and 505 say something about the request.</summary>
    internal static bool IsFault(int status) => status is >= 500 and not (501 or 505);

    /// <summary>Counts the attempt at <see cref="Exchange.Endpoint"/>; once each.</summary>
    internal static void Note(Exchange exchange, bool isFault)
    {
        Endpoint endpoint = exchange.Endpoint!;
        endpoint.Tally.Note(exchange.Worker.Index, isFault);
        exchange.Cluster!.Outliers?.Note(endpoint, isFault, exchange.Worker.Worker.Driver, exchange.Worker.Log);
    }

    /// <summary>The response broke off after its header block, which has been counted as a success.</summary>
    internal static void NoteBrokenBody(Exchange exchange)
        => exchange.Cluster!.Outliers?.Note(exchange.Endpoint!, isFault: true, exchange.Worker.Worker.Driver, exchange.Worker.Log);
}
