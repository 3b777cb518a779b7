using System;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Engine.Timers;
using Gyrfalcon.Http;
using Gyrfalcon.Proxy.Downstream;
using Gyrfalcon.Proxy.Routing;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Exchanges;

/// <summary>
/// A TLS connection that is not ended here: route by the name that the client asks for, balance, connect, and relay the bytes as they are. To the log and the counters it is an exchange, a CONNECT to
/// that name.
/// </summary>
public static class Passthrough
{
    /// <summary>An exchange of the connection, if a route passes on what asks for <paramref name="name"/>, which is in lower case, and empty if the client asked for none; null if it ends here.</summary>
    public static Exchange? TryBegin(WorkerState worker, ClientConnection client, ReadOnlySpan<byte> name)
    {
        ArgumentNullException.ThrowIfNull(worker);
        ArgumentNullException.ThrowIfNull(client);
        if (worker.Snapshot.Router.MatchName(client.Listener.Name, name) is not { } route) return null;
        Exchange exchange = worker.RentExchange(client);
        exchange.Route = route;
        exchange.HeadAt = worker.Worker.Now;
        PassedName.Write(exchange.Request, name, client.Listener.Address.Port);
        return exchange;
    }

    /// <summary>Relays what is in the client's input and whatever follows, both ways, to the end. An endpoint that cannot be connected to has been sent nothing, so another is tried.</summary>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    public static async ValueTask<bool> RunAsync(Exchange exchange)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        exchange.Worker.Counters.CountRequest(exchange.Client.Listener);
        Route route = exchange.Route!;
        exchange.Cluster = ClusterChoice.Of(exchange, route);
        FaultKind fault = exchange.Worker.Memory.IsShort ? exchange.ShedForMemory() : FaultKind.None;
        RetryDecision retry = exchange.Retry;
        while (fault == FaultKind.None)
        {
            (Endpoint? endpoint, fault) = await retry.PickAsync(exchange);
            if (endpoint is null) break;

            ConnectOutcome outcome = await Connector.ConnectAsync(exchange.Worker.Worker, endpoint, WorkerTimer.Never, UpstreamProxyHeader.Of(exchange, endpoint), isRaw: true);
            if (outcome.Connection is not { } connection)
            {
                fault = retry.AfterConnect(exchange, outcome.Fault);
                continue;
            }

            exchange.NoteConnected(isKept: false);
            exchange.ResponseAt = exchange.ConnectedAt;
            AttemptOutcome.NoteConnected(exchange);
            retry.End(exchange);
            await Tunnel.RunBareAsync(exchange, connection);
            break;
        }

        retry.End(exchange);
        if (fault != FaultKind.None) exchange.Fault = fault;
        retry.Finish(exchange);
        Outcome.Record(exchange);
        return exchange.Fault == FaultKind.None;
    }
}
