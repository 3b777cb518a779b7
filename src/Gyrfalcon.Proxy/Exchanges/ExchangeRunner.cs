using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Http;
using Gyrfalcon.Proxy.Downstream;
using Gyrfalcon.Proxy.Routing;
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
            Listener listener = exchange.Client.Listener;
            Route? route = exchange.Snapshot.Router.Match(listener.Name, exchange.Request, out Violation? violation);
            exchange.Violation = violation;

            // Where everything is redirected a route is asked what it allows, but serves nobody.
            exchange.Route = listener.RedirectPort is null ? route : null;
            exchange.Cluster = exchange.Route is { } taken ? ClusterChoice.Of(exchange, taken) : null;
            fault = Admission.Check(exchange, route);
            if (exchange.Snapshot.Explain is { } rules) ExplainField.Read(exchange, rules, fault);
            if (fault == FaultKind.None && AdmissionRules.AnswererOf(exchange.Request, listener.RedirectPort, route) is not Answerer.Endpoint and var answerer) await OwnAnswer.SendAsync(exchange, answerer);
        }

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
