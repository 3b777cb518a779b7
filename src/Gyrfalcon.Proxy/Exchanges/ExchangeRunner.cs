using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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
        FaultKind fault = await RequestReader.ReadHeadAsync(exchange);
        if (fault == FaultKind.None)
        {
            exchange.Route = exchange.Snapshot.Router.Match(exchange.Client.Listener, exchange.Request);
            fault = Admission.Check(exchange);
        }

        if (fault == FaultKind.None)
        {
            fault = exchange.Route!.Cluster is { } cluster
                ? await ForwardAsync(exchange, cluster)
                : await OwnAnswer.SendAsync(exchange, exchange.Route.Response!);
        }

        if (fault != FaultKind.None) await OwnAnswer.SendFaultAsync(exchange, fault);
        Outcome.Record(exchange);
        return exchange.KeepsClient;
    }

    /// <summary>Tries endpoints until one answers, and relays its response. A fault is returned only while nothing of a response was sent.</summary>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    private static async ValueTask<FaultKind> ForwardAsync(Exchange exchange, Cluster cluster)
    {
        var retry = new RetryDecision();
        while (true)
        {
            Endpoint? endpoint = cluster.Balancer.Pick(cluster.Usable, CollectionsMarshal.AsSpan(exchange.Tried)) ?? retry.SecondChance(exchange);
            if (endpoint is null) return retry.WhenNoneIsLeft(cluster);

            exchange.Endpoint = endpoint;
            exchange.Tried.Add(endpoint);
            exchange.Attempts++;
            exchange.AttemptAt = exchange.Worker.Worker.Now;
            UpstreamConnection? connection = endpoint.Pools[exchange.Worker.Index].TryTake();
            if (connection is null)
            {
                ConnectOutcome outcome = await Connector.ConnectAsync(exchange.Worker.Worker, endpoint);
                connection = outcome.Connection;
                if (connection is null)
                {
                    retry.NoteConnectFault(exchange, outcome.Fault);
                    continue;
                }
            }

            exchange.ConnectedAt = exchange.Worker.Worker.Now;
            FaultKind fault = await Attempt.RunAsync(exchange, connection);
            if (fault == FaultKind.None) return await ResponseRelay.RunAsync(exchange, connection);

            connection.Close();
            await exchange.Pump.StopAsync(exchange);
            if (exchange.Pump.Fault != FaultKind.None) return exchange.Pump.Fault;
            if (!retry.Allows(exchange, fault, connection.IsReused)) return fault;
            exchange.Response.Reset();
        }
    }
}
