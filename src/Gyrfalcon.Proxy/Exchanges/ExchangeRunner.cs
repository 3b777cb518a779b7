using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Http;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Exchanges;

/// <summary>
/// The walk of one request: parse, route, admit, then balance, connect and attempt until the retry decision says stop; respond; log.
/// </summary>
public static class ExchangeRunner
{
    /// <summary>
    /// Runs the exchange whose first bytes are in the client's input, to the end of its response and its line in the log.
    /// Afterwards <see cref="Exchange.KeepsClient"/> says whether the connection can carry another.
    /// </summary>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    public static async ValueTask<bool> RunAsync(Exchange exchange)
    {
        exchange.Worker.Counters.CountRequest(exchange.Client.Listener);
        FaultKind fault = await RequestReader.ReadHeadAsync(exchange);
        if (fault == FaultKind.None)
        {
            exchange.Route = exchange.Snapshot.Router.Match(exchange.Client.Listener.Name, exchange.Request, out Violation? violation);
            exchange.Cluster = exchange.Route is { } route ? ClusterChoice.Of(exchange, route) : null;
            exchange.Violation = violation;
            fault = Admission.Check(exchange);
            if (exchange.Snapshot.Explain is { } rules) ExplainField.Read(exchange, rules);
        }

        if (fault == FaultKind.None && exchange.Client.Listener.RedirectPort is not null) await OwnAnswer.SendToHttpsAsync(exchange);
        else if (fault == FaultKind.None && exchange.Route!.Response is { } response) await OwnAnswer.SendAsync(exchange, response);
        else if (fault == FaultKind.None && exchange.Request.MaxForwards == 0) await OwnAnswer.SendOptionsAsync(exchange);

        RetryDecision retry = exchange.Retry;
        while (fault == FaultKind.None && !exchange.ResponseStarted)
        {
            (Endpoint? endpoint, fault) = await retry.PickAsync(exchange);
            if (endpoint is null) break;

            UpstreamConnection? connection = endpoint.Pools[exchange.Worker.Index].TryTake();
            if (connection is null)
            {
                ConnectOutcome outcome = await Connector.ConnectAsync(exchange.Worker.Worker, endpoint, exchange.Until, UpstreamProxyHeader.Of(exchange, endpoint));
                connection = outcome.Connection;
                if (connection is null)
                {
                    fault = retry.AfterConnect(exchange, outcome.Fault);
                    continue;
                }
            }

            exchange.NoteConnected(connection.IsReused);
            fault = await Attempt.RunAsync(exchange, connection);
            exchange.AttemptTimer.Stop();
            exchange.Hedge.Stop();
            if (exchange.Hedge.IsRunning) (fault, connection) = await exchange.Hedge.SettleAsync(fault, connection);
            if (fault == FaultKind.None && retry.AsksAnother(exchange))
            {
                UnwantedResponse.Discard(exchange, connection);
                continue;
            }

            if (fault == FaultKind.None)
            {
                retry.End(exchange);
                if (!exchange.OpensTunnel) await ResponseRelay.RunAsync(exchange, connection);
                AttemptOutcome.NoteEnd(exchange);
                if (exchange.OpensTunnel) await Tunnel.RunAsync(exchange, connection);
                break;
            }

            connection.Abort();
            fault = retry.AfterFault(exchange, fault, connection.IsReused);
        }

        retry.End(exchange);
        if (fault != FaultKind.None) await OwnAnswer.SendFaultAsync(exchange, fault);
        await exchange.Pump.StopAsync(exchange);
        retry.Finish(exchange);
        Outcome.Record(exchange);
        return exchange.KeepsClient;
    }
}
