using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Http.Http1;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Exchanges;

/// <summary>
/// A second attempt beside the first: connect, send, await the header block of a response that is worth having. It looks at its exchange only until it is given up, which may be at any of its waits; then it cleans up
/// after itself. Owns its connection until it is adopted.
/// </summary>
internal sealed class HedgedAttempt
{
    private readonly Cluster _cluster;
    private readonly WorkerState _worker;
    private readonly long _deadline;
    private Exchange? _exchange;
    private UpstreamConnection? _connection;

    /// <summary>The endpoint may have the request.</summary>
    private bool _isAsked;

    internal HedgedAttempt(Exchange exchange, Endpoint endpoint)
    {
        _exchange = exchange;
        _cluster = exchange.Cluster!;
        _worker = exchange.Worker;
        _deadline = exchange.ResponseDeadline;
        Endpoint = endpoint;
        BeganAt = exchange.Worker.Worker.Now;
    }

    internal Endpoint Endpoint { get; }

    internal ResponseHead Response { get; } = new();

    internal long BeganAt { get; }

    internal long ConnectedAt { get; private set; }

    /// <summary>It has a response.</summary>
    internal bool HasWon { get; private set; }

    /// <summary>It has one, or will not get one.</summary>
    internal bool HasEnded { get; private set; }

    /// <summary>True if it has a response.</summary>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    internal async ValueTask<bool> RunAsync()
    {
        _connection = Endpoint.Pools[_worker.Index].TryTake();
        if (_connection is null)
        {
            ConnectOutcome outcome = await Connector.ConnectAsync(_worker.Worker, Endpoint, _deadline, UpstreamProxyHeader.Of(_exchange!, Endpoint));
            _connection = outcome.Connection;
        }

        bool answered = false;
        if (_connection is { } connection && _exchange is { } exchange)
        {
            ConnectedAt = _worker.Worker.Now;
            answered = await AskAsync(exchange, connection);
        }

        HasEnded = true;
        _cluster.Load.EndRetry();
        if (answered && _exchange is { } waiting)
        {
            HasWon = true;
            _cluster.Load.CountHedgeWon();
            waiting.Hedge.NoteEnd(this);
            return true;
        }

        // What the endpoint did with it speaks against it only if that was awaited to the end.
        if (_isAsked && _exchange is not null) NoteFault();
        else Endpoint.Tally.NoteUnjudged(_worker.Index);
        DropConnection();
        LetGo();
        _exchange?.Hedge.NoteEnd(this);
        return false;
    }

    /// <summary>Nobody wants its response any more.</summary>
    internal void GiveUp()
    {
        _exchange = null;
        if (HasWon)
        {
            HasWon = false;
            Endpoint.Tally.NoteUnjudged(_worker.Index);
            DropConnection();
            LetGo();
        }
        else if (!HasEnded)
        {
            // Wakes the wait for a response; a connect under way is left to end by itself.
            _connection?.Transport.Abort();
        }
    }

    /// <summary>Hands its connection over, and its place at the endpoint with it.</summary>
    internal UpstreamConnection Adopt()
    {
        UpstreamConnection connection = _connection!;
        _exchange = null;
        _connection = null;
        return connection;
    }

    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    private async ValueTask<bool> AskAsync(Exchange exchange, UpstreamConnection connection)
    {
        if (UpstreamRequest.TryWrite(exchange, Endpoint) is not { } head) return false;
        _isAsked = true;
        if (await connection.Transport.SendAsync(head, _deadline) != IoStatus.Ok) return false;
        Method method = exchange.Request.Method;
        while (_exchange is not null)
        {
            if (!connection.Input.HasBytes && connection.Input.Accept(await connection.Input.ReceiveAsync(_deadline)) != IoStatus.Ok) return false;
            ParseResult result = ResponseParser.Parse(Response, connection.Input.Bytes, method, Attempt.ResponseLimits);
            if (result.Status == ParseStatus.Faulted) return false;
            connection.Input.Consume(result.Consumed);
            if (result.Status == ParseStatus.NeedMore) continue;
            if (Response.Status == 101) return false;
            if (!Response.IsInterim) return !AttemptOutcome.IsFault(Response.Status);
            Response.Reset();
        }

        return false;
    }

    private void NoteFault()
    {
        Endpoint.Tally.Note(_worker.Index, isFault: true, _worker.Worker.Now - BeganAt);
        _cluster.Outliers?.Note(Endpoint, isFault: true, _worker.Worker.Driver, _worker.Log);
    }

    private void DropConnection()
    {
        if (_connection is not { } connection) return;
        _connection = null;
        if (ConnectedAt == 0) Endpoint.Pools[_worker.Index].Return(connection);
        else connection.Abort();
    }

    private void LetGo()
    {
        long now = _worker.Worker.Now;
        _cluster.Balancer.Release(Endpoint, now - BeganAt, now);
        if (!_cluster.Pending.IsEmpty) _cluster.Pending.WakeFirst(Endpoint);
    }
}
