using Gyrfalcon.Http;

namespace Gyrfalcon.Proxy.Exchanges;

/// <summary>Tells those who judge endpoints what came of an attempt.</summary>
internal static class AttemptOutcome
{
    /// <summary>The status says that the endpoint failed. 501 and 505 say something about the request.</summary>
    internal static bool IsFault(int status) => status is >= 500 and not (501 or 505);

    /// <summary>An attempt at <see cref="Exchange.Endpoint"/> begins, and what was not known of the one before will not be.</summary>
    internal static void Begin(Exchange exchange)
    {
        Close(exchange);
        exchange.Unjudged = exchange.Endpoint;
    }

    /// <summary>Counts the attempt of which nothing was noted, if there is one: whatever begins is counted once.</summary>
    internal static void Close(Exchange exchange)
    {
        exchange.Unjudged?.Tally.NoteUnjudged(exchange.Worker.Index);
        exchange.Unjudged = null;
    }

    /// <summary>Counts the attempt at <see cref="Exchange.Endpoint"/>; once each, at the header block of its response or when there will be none.</summary>
    internal static void Note(Exchange exchange, bool isFault)
    {
        Judge(exchange, isFault);
        if (isFault) Tell(exchange, isFault: true);
    }

    /// <summary>
    /// Counts the attempt at <see cref="Exchange.Endpoint"/> that came to no connection. It is no fault in a row: that the endpoint cannot be reached keeps requests from it already, and its
    /// recovery is the first to know when that is over.
    /// </summary>
    internal static void NoteUnreachable(Exchange exchange) => Judge(exchange, isFault: true);

    /// <summary>How the response that was taken came to its end, or that a tunnel begins. Only a whole one ends a row of faults.</summary>
    internal static void NoteEnd(Exchange exchange)
    {
        if (IsFault(exchange.Response.Status)) return;
        bool isBroken = FaultTable.Of(exchange.Fault).Side == FaultSide.Endpoint;
        if (isBroken)
        {
            exchange.Endpoint!.Tally.NoteBroken(exchange.Worker.Index);
            exchange.Notes.Break(exchange.Fault);
        }

        if (isBroken || exchange.Fault == FaultKind.None) Tell(exchange, isBroken);
    }

    /// <summary>Counts the attempt of a connection that is passed on, of whose content nothing is known: it is well if the endpoint took it.</summary>
    internal static void NoteConnected(Exchange exchange)
    {
        Note(exchange, isFault: false);
        Tell(exchange, isFault: false);
    }

    private static void Judge(Exchange exchange, bool isFault)
    {
        exchange.Endpoint!.Tally.Note(exchange.Worker.Index, isFault, exchange.Worker.Worker.Now - exchange.AttemptAt);
        exchange.Unjudged = null;
    }

    private static void Tell(Exchange exchange, bool isFault)
        => exchange.Cluster!.Outliers?.Note(exchange.Endpoint!, isFault, exchange.Worker.Worker.Driver, exchange.Worker.Log);
}
