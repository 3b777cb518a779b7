using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Buffers;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Http;
using Gyrfalcon.Http.Http1;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Balancing;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Exchanges;

/// <summary>
/// A copy of a request on its way to another cluster. It owns all that it needs, so that it and the exchange it comes from know nothing of each other any more. One try; the answer is read and
/// dropped. Used again and again, on one worker.
/// </summary>
internal sealed class MirroredRequest(WorkerState state)
{
    /// <summary>The most of an answer that is read for the sake of its connection, in bytes.</summary>
    private const long MostAnswer = 1 << 20;

    private static readonly HeadLimits ResponseLimits = new(16 * 1024, 64 * 1024, 256);

    private readonly ResponseHead _response = new();
    private readonly BodyRelay _answer = new(inRequest: false);
    private HeldBody _body = new(state.HeldBuffers);
    private Cluster _cluster = null!;
    private Endpoint _endpoint = null!;
    private IoBuffer? _head;
    private byte[]? _proxyHeader;
    private Method _method;
    private long _began;
    private long _deadline;

    /// <summary>Takes a place at an endpoint and a copy of the request, of which all that was held is handed over; false, and nothing taken, if there is no place or the head is too large.</summary>
    internal bool TryBegin(Exchange exchange, Cluster cluster, long timeout)
    {
        Worker worker = state.Worker;
        if (!cluster.Pending.IsEmpty || !cluster.Breaker.TryBeginRequest()) return false;
        ulong key = cluster.Key is { } part ? KeyOfExchange.Hash(exchange, part) : 0;
        if (cluster.Balancer.Pick(new PickContext(worker.Driver, key, worker.Now, [])) is { } endpoint)
        {
            (_cluster, _endpoint, _method, _began, _deadline) = (cluster, endpoint, exchange.Request.Method, worker.Now, worker.After(timeout));
            IoBuffer head = worker.Buffers.Rent();
            if (MirrorHead.TryWrite(head, exchange, cluster, endpoint))
            {
                _head = head;
                _proxyHeader = UpstreamProxyHeader.Of(exchange, endpoint);
                exchange.RequestBody.HandOver(ref _body);
                return true;
            }

            head.Release();
            LetGo();
            return false;
        }

        cluster.Breaker.EndRequest();
        return false;
    }

    /// <summary>Sends it and reads the answer; true if one came.</summary>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    internal async ValueTask<bool> RunAsync()
    {
        // The original's response goes first.
        await state.Worker.YieldAsync();
        long beganAt = state.Worker.Now;
        bool answered = false;
        try
        {
            ConnectOutcome outcome = await ConnectAsync();
            if (outcome.Connection is { } connection)
            {
                answered = await SendAsync(connection) && await ReceiveHeadAsync(connection);
                if (answered && await DropBodyAsync(connection)) connection.Endpoint.Pools[state.Index].Return(connection);
                else connection.Abort();
            }

            Judge(outcome.Fault, answered, state.Worker.Now - beganAt);
        }
        finally
        {
            LetGo();
        }

        return answered;
    }

    private ValueTask<ConnectOutcome> ConnectAsync() => _endpoint.Pools[state.Index].TryTake() is { } kept
        ? new(new ConnectOutcome(kept, FaultKind.None))
        : Connector.ConnectAsync(state.Worker, _endpoint, _deadline, _proxyHeader);

    /// <summary>Counts the attempt, as those of exchanges are. That the cluster may have no further connection, that there are no descriptors or no time, says nothing about the endpoint.</summary>
    private void Judge(FaultKind fault, bool answered, long nanoseconds)
    {
        bool cutShort = fault == FaultKind.ConnectTimeout && _deadline <= state.Worker.Now;
        if (cutShort || fault is FaultKind.BreakerOpen or FaultKind.OutOfResources) return;
        bool isFault = !answered || AttemptOutcome.IsFault(_response.Status);
        _endpoint.Tally.Note(state.Index, isFault, nanoseconds);
        if (Recovery.IsFor(fault)) Recovery.Begin(state.Worker, _endpoint, fault, state.Log);
        else _cluster.Outliers?.Note(_endpoint, isFault, state.Worker.Driver, state.Log);
    }

    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    private async ValueTask<bool> SendAsync(UpstreamConnection connection)
    {
        int position = 0;
        IoBuffer output = _head!;
        _head = null;
        while (true)
        {
            while (_body.From(position) is { IsEmpty: false } data && output.Append(data) is > 0 and int copied) position += copied;
            bool more = position < _body.Length;
            if (await connection.Transport.SendAsync(output, _deadline, more) != IoStatus.Ok) return false;
            if (!more) break;
            output = state.Worker.Buffers.Rent();
        }

        _body.Clear();
        return true;
    }

    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    private async ValueTask<bool> ReceiveHeadAsync(UpstreamConnection connection)
    {
        while (true)
        {
            if (!connection.Input.HasBytes && connection.Input.Accept(await connection.Input.ReceiveAsync(_deadline)) != IoStatus.Ok) return false;
            ParseResult result = ResponseParser.Parse(_response, connection.Input.Bytes, _method, ResponseLimits);
            if (result.Status == ParseStatus.Faulted) return false;
            connection.Input.Consume(result.Consumed);
            if (result.Status == ParseStatus.NeedMore) continue;
            if (!_response.IsInterim) return _response.Status != 101;
            _response.Reset();
        }
    }

    /// <summary>Whether the connection may be used again.</summary>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    private async ValueTask<bool> DropBodyAsync(UpstreamConnection connection)
    {
        Framing framing = _response.Framing;
        if (!_response.KeepAlive || framing.Kind == FramingKind.UntilClose || (framing.Kind == FramingKind.ContentLength && framing.Length > MostAnswer)) return false;
        _answer.Begin(framing, encodeChunked: false, MostAnswer);
        _answer.Discards = true;
        _answer.Until = _deadline;
        RelayEnd end = await _answer.RunAsync(connection.Input, connection.Transport, null, _deadline - state.Worker.Now, 0);
        return end.IsComplete && !connection.Input.HasBytes;
    }

    private void LetGo()
    {
        long now = state.Worker.Now;
        _head?.Release();
        _head = null;
        _proxyHeader = null;
        _body.Clear();
        _response.Reset();
        _cluster.Balancer.Release(_endpoint, now - _began, now);
        if (!_cluster.Pending.IsEmpty) _cluster.Pending.WakeFirst(_endpoint);
        _cluster.Breaker.EndRequest();
        _cluster = null!;
        _endpoint = null!;
    }
}
