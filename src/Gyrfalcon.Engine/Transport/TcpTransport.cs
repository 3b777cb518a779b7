using System;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;
using Gyrfalcon.Engine.Buffers;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Engine.Timers;

namespace Gyrfalcon.Engine.Transport;

/// <summary>
/// A TCP connection. What every driver has in common is here: the two awaitable operations, their deadlines, the order of close.
/// A driver's subclass brings bytes in and out.
/// </summary>
public abstract class TcpTransport : Transport, IValueTaskSource<Received>, IValueTaskSource<IoStatus>
{
    /// <summary>How long a closed connection may wait for its peer to take the last bytes, in nanoseconds.</summary>
    private const long ClosingTime = 10_000_000_000;

    private CompletionCore<Received> _receive;
    private CompletionCore<IoStatus> _send;
    private DeadlineTimer? _timer;
    private long _receiveDeadline = WorkerTimer.Never;
    private long _sendDeadline = WorkerTimer.Never;
    private long _closingUntil = WorkerTimer.Never;
    private MinimumRate? _sendRate;
    private PeerPace? _sendPace;
    private PeerPace? _receivePace;
    private bool _receivePaced;

    /// <summary>A connection that lives on <paramref name="worker"/>.</summary>
    protected TcpTransport(Worker worker) => Worker = worker;

    /// <summary>The worker that owns this connection.</summary>
    public Worker Worker { get; }

    /// <inheritdoc/>
    public override TcpTransport Tcp => this;

    /// <inheritdoc/>
    public override bool IsPlain => true;

    /// <summary>The peer's address.</summary>
    public abstract Address RemoteAddress { get; }

    /// <summary>Our own address on this connection.</summary>
    public abstract Address LocalAddress { get; }

    /// <summary>
    /// Told, at most once per arming, when bytes or an end arrive while nobody is receiving: how an idle kept connection learns
    /// that its peer has closed it.
    /// </summary>
    public IInputWatcher? InputWatcher { get; set; }

    /// <summary>
    /// True once the peer is known to be gone altogether, by a reset or an error: what is sent reaches nobody. A peer that only ended its
    /// own side (FIN) is not gone; it may be waiting for our answer.
    /// </summary>
    public abstract bool IsPeerGone { get; }

    /// <summary>Bytes, or the end, have arrived and nobody has received them yet, as of this instant; dearer than <see cref="Transport.IsQuiet"/>.</summary>
    public virtual bool HasUnreadInput => !IsQuiet;

    /// <summary>Makes sure that <see cref="InputWatcher"/> will be told although nobody receives.</summary>
    public abstract void WatchInput();

    /// <summary>
    /// From now on, sends during which the peer takes fewer bytes than <paramref name="rate"/> demands end with <see cref="IoStatus.TimedOut"/>. Time in which
    /// nobody waits for the peer to take bytes does not count. Null for no such demand.
    /// </summary>
    public void RequireSendRate(MinimumRate? rate) => (_sendRate, _sendPace) = (rate, null);

    /// <summary>
    /// As <see cref="RequireSendRate"/>, for receives. With <paramref name="afterFirst"/> the peer may be silent first, as long as the deadline
    /// of the receive allows.
    /// </summary>
    public void RequireReceiveRate(MinimumRate? rate, bool afterFirst = false)
    {
        _receivePaced = rate is not null;
        if (rate is null) return;
        if (_receivePace?.Rate != rate) _receivePace = new PeerPace(rate);
        _receivePace.Restart(afterFirst);
    }

    /// <summary>True once <see cref="Transport.Close"/> or <see cref="Transport.Abort"/> was called.</summary>
    public bool IsClosed { get; protected set; }

    /// <summary>True while a receive is under way.</summary>
    protected internal bool IsReceiving => _receive.IsPending;

    /// <summary>True while a send or flush is under way.</summary>
    protected internal bool IsSending => _send.IsPending;

    /// <summary>
    /// As <see cref="Transport.SendAsync"/>, for bytes that a splice follows: they are handed to the kernel at once, not with the worker's next batch.
    /// </summary>
    public virtual ValueTask<IoStatus> SendBeforeSpliceAsync(IoBuffer buffer, long deadline, bool more) => SendAsync(buffer, deadline, more);

    /// <summary>
    /// Moves up to <paramref name="count"/> bytes that arrive on this connection to <paramref name="destination"/> inside the kernel.
    /// Nothing may be under way on this side's receive or the other side's send. Only between plain transports of the same driver.
    /// </summary>
    /// <param name="destination">Where they go.</param>
    /// <param name="count">How many.</param>
    /// <param name="sourceIdle">Longest pause of this side, in nanoseconds.</param>
    /// <param name="sinkIdle">Longest pause of the other side, in nanoseconds.</param>
    /// <param name="until">Deadline for the whole.</param>
    /// <returns>Bytes moved and how it ended: Ok when all were moved; Closed when the source ended early.</returns>
    public abstract ValueTask<Spliced> SpliceAsync(TcpTransport destination, long count, long sourceIdle, long sinkIdle, long until);

    /// <inheritdoc/>
    public override void SetReceiveDeadline(long deadline)
    {
        if (!_receive.IsPending) return;
        _receiveDeadline = _receivePaced ? _receivePace!.Limit(deadline) : deadline;
        Watch(_receiveDeadline);
    }

    Received IValueTaskSource<Received>.GetResult(short token) => _receive.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<Received>.GetStatus(short token) => _receive.GetStatus(token);

    void IValueTaskSource<Received>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _receive.OnCompleted(continuation, state, token);

    IoStatus IValueTaskSource<IoStatus>.GetResult(short token) => _send.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<IoStatus>.GetStatus(short token) => _send.GetStatus(token);

    void IValueTaskSource<IoStatus>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _send.OnCompleted(continuation, state, token);

    /// <summary>Begins waiting for input; the driver ends it with <see cref="CompleteReceive"/>.</summary>
    protected ValueTask<Received> BeginReceive(long deadline)
    {
        short token = _receive.Begin();
        _receiveDeadline = _receivePaced ? BeginPacedReceive(deadline) : deadline;
        Watch(_receiveDeadline);
        return new ValueTask<Received>(this, token);
    }

    /// <summary>Begins waiting until the transport can take more; the driver ends it with <see cref="CompleteSend"/>.</summary>
    protected ValueTask<IoStatus> BeginSend(long deadline)
    {
        short token = _send.Begin();
        _sendDeadline = _sendRate is null ? deadline : BeginPacedSend(_sendRate, deadline);
        Watch(_sendDeadline);
        return new ValueTask<IoStatus>(this, token);
    }

    /// <summary>Resumes the receiver.</summary>
    protected void CompleteReceive(Received received)
    {
        _receiveDeadline = WorkerTimer.Never;
        if (_receivePaced) _receivePace!.EndWait(Worker.Now);
        _receive.Complete(received);
    }

    /// <summary>Resumes the sender.</summary>
    protected void CompleteSend(IoStatus status)
    {
        _sendDeadline = WorkerTimer.Never;
        _sendPace?.EndWait(Worker.Now);
        _send.Complete(status);
    }

    /// <summary>Tells <see cref="InputWatcher"/>, once.</summary>
    protected void NotifyUnexpectedInput()
    {
        IInputWatcher? watcher = InputWatcher;
        InputWatcher = null;
        watcher?.OnUnexpectedInput();
    }

    /// <summary>Ends whatever is under way, since the connection is closed, and forgets its deadlines.</summary>
    protected void EndPending(IoStatus status)
    {
        if (_timer is not null) Worker.Timers.Remove(_timer);
        if (_receive.IsPending) CompleteReceive(new Received(status));
        if (_send.IsPending) CompleteSend(status);
    }

    /// <summary>A close waits for bytes that the peer has not taken: if it never does, the connection is reset after a while.</summary>
    protected void BoundClosing()
    {
        _closingUntil = Worker.After(ClosingTime);
        Watch(_closingUntil);
    }

    /// <summary>The close is done.</summary>
    protected void EndClosing()
    {
        _closingUntil = WorkerTimer.Never;
        if (_timer is not null) Worker.Timers.Remove(_timer);
    }

    /// <summary>Called when a send's deadline passed: what was not taken by the kernel yet is given up.</summary>
    protected abstract void GiveUpSending();

    /// <summary>Bytes of ours that the peer's side has acknowledged, since the connection began.</summary>
    protected abstract long CountTaken();

    /// <summary>Bytes that the peer has sent us, since the connection began.</summary>
    protected abstract long CountArrived();

    private long BeginPacedSend(MinimumRate rate, long deadline)
    {
        _sendPace ??= new PeerPace(rate);
        if (!_sendPace.IsCounting) _sendPace.BeginCounting(CountTaken());
        return _sendPace.BeginWait(Worker.Now, deadline);
    }

    private long BeginPacedReceive(long deadline)
    {
        if (!_receivePace!.IsCounting) _receivePace.BeginCounting(CountArrived());
        return _receivePace.BeginWait(Worker.Now, deadline);
    }

    private void Watch(long deadline)
    {
        if (deadline == WorkerTimer.Never) return;
        _timer ??= new DeadlineTimer(this);
        Worker.Timers.Set(_timer);
    }

    private void OnDue(long now)
    {
        if (_closingUntil <= now)
        {
            EndClosing();
            Abort();
            return;
        }

        if (_receive.IsPending && _receiveDeadline <= now)
        {
            if (_receivePaced) _receiveDeadline = _receivePace!.Extend(now, CountArrived());
            if (_receiveDeadline <= now) CompleteReceive(new Received(IoStatus.TimedOut));
        }

        if (_send.IsPending && _sendDeadline <= now)
        {
            if (_sendPace is not null) _sendDeadline = _sendPace.Extend(now, CountTaken());
            if (_sendDeadline > now) return;

            GiveUpSending();
            if (_send.IsPending) CompleteSend(IoStatus.TimedOut);
        }
    }

    /// <summary>The connection's one node in the wheel; it serves both directions.</summary>
    private sealed class DeadlineTimer(TcpTransport owner) : WorkerTimer
    {
        protected internal override long Due => Math.Min(owner._closingUntil, Math.Min(owner._receiveDeadline, owner._sendDeadline));

        protected internal override void OnDue() => owner.OnDue(owner.Worker.Now);
    }
}
