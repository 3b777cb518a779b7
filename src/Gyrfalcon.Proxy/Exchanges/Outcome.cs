namespace Gyrfalcon.Proxy.Exchanges;

/// <summary>The last step of the walk: what the exchange came to, in the log and the counters.</summary>
internal static class Outcome
{
    internal static void Record(Exchange exchange)
    {
        exchange.Worker.CountExchange();
        exchange.Worker.Counters.Count(exchange, exchange.Worker.Worker.Now);
        exchange.Worker.Recent.Note(exchange);
        exchange.Worker.Traces.Note(exchange);
        exchange.Worker.AccessLog?.Write(exchange);
    }
}
