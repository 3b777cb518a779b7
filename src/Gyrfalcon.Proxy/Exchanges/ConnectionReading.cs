using System;
using System.Collections.Generic;
using System.Text;
using Gyrfalcon.Engine;
using Gyrfalcon.Http;
using Gyrfalcon.Proxy.Downstream;

namespace Gyrfalcon.Proxy.Exchanges;

/// <summary>What a client's connection is doing.</summary>
public enum ConnectionActivity
{
    /// <summary>Its first request, the handshake before that, or its next request is waited for.</summary>
    Idle,

    /// <summary>A request is received, or waits for its response.</summary>
    Request,

    /// <summary>A response is sent.</summary>
    Response,

    /// <summary>It is relayed: after an upgrade, after CONNECT, or as TLS that is passed through.</summary>
    Tunnel,

    /// <summary>It has been answered for the last time, and the client is given time to take that.</summary>
    Closing,
}

/// <summary>A client's connection as it was at one moment.</summary>
/// <param name="Worker">Whose it is.</param>
/// <param name="Listener">Where it came in.</param>
/// <param name="Client">The client's address; the one in its PROXY header, if that has one.</param>
/// <param name="Age">Since it was let in.</param>
/// <param name="IsTls">TLS is spoken with us.</param>
/// <param name="ServerName">The name that the client asked for when TLS began; null for none.</param>
/// <param name="Exchanges">Exchanges that have begun.</param>
/// <param name="Activity">What it is doing.</param>
public sealed record ConnectionReading(int Worker, string Listener, Address Client, TimeSpan Age, bool IsTls, string? ServerName, long Exchanges, ConnectionActivity Activity)
{
    /// <summary>The most connections that a worker looks at: it serves nobody meanwhile.</summary>
    private const int MostSeen = 16 * 1024;

    /// <summary>When it was let in, in nanoseconds of the workers' clock.</summary>
    internal long EnteredAt { get; init; }

    /// <summary>The id of the exchange under way; null if there is none.</summary>
    public string? RequestId { get; init; }

    /// <summary>The route of that; null if none was found yet.</summary>
    public string? Route { get; init; }

    /// <summary>The endpoint that is asked; null for none yet.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Body bytes received from the client in that exchange; those of a tunnel are known when it has ended.</summary>
    public long BytesIn { get; init; }

    /// <summary>Body bytes sent to the client in that exchange; those that the kernel moves by itself are counted from time to time, and those of a tunnel are known when it has ended.</summary>
    public long BytesOut { get; init; }

    /// <summary>The newest connections of a worker, on that worker.</summary>
    /// <param name="worker">Whose.</param>
    /// <param name="listener">Only those that came in here; null for all.</param>
    /// <param name="most">No more than so many.</param>
    internal static List<ConnectionReading> Newest(WorkerState worker, string? listener, int most)
    {
        var found = new List<ConnectionReading>();
        int seen = 0;
        for (ClientConnection? client = worker.NewestClient; client is not null && found.Count < most && seen < MostSeen; client = client.Following, seen++)
        {
            if (listener is null || client.Listener.Name == listener) found.Add(Of(client, worker));
        }

        return found;
    }

    private static ConnectionReading Of(ClientConnection client, WorkerState worker)
    {
        var age = TimeSpan.FromTicks((worker.Worker.Now - client.EnteredAt) / 100);
        var reading = new ConnectionReading(worker.Index, client.Listener.Name, client.Address, age, !client.Transport.IsPlain, client.ServerName, client.Exchanges, ActivityOf(client)) { EnteredAt = client.EnteredAt };
        return client.Exchange is not { } exchange ? reading : reading with
        {
            RequestId = Encoding.Latin1.GetString(exchange.SharedId),
            Route = exchange.Route?.Name,
            Endpoint = exchange.Endpoint?.Name,
            BytesIn = exchange.BytesIn,
            BytesOut = IsRelayed(exchange) ? exchange.ResponseBody.Bytes : exchange.BytesOut,
        };
    }

    /// <summary>An endpoint's response is on its way, whose bytes the exchange knows only when it has ended.</summary>
    private static bool IsRelayed(Exchange exchange) => exchange is { ResponseStarted: true, OpensTunnel: false, Fault: FaultKind.None, Endpoint: not null } && !exchange.Response.IsEmpty;

    private static ConnectionActivity ActivityOf(ClientConnection client)
    {
        if (client.Exchange is not { } exchange) return client.IsLingering ? ConnectionActivity.Closing : ConnectionActivity.Idle;
        if (exchange.Route?.IsPassthrough == true || (exchange.ResponseStarted && exchange.OpensTunnel)) return ConnectionActivity.Tunnel;
        return exchange.ResponseStarted ? ConnectionActivity.Response : ConnectionActivity.Request;
    }
}
