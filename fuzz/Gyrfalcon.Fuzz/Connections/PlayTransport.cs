using System;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;

using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Buffers;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Engine.Transport;

namespace Gyrfalcon.Fuzz.Connections;

/// <summary>
/// A connection of the <see cref="PlayDriver"/>: the promises of <see cref="Transport"/> over a <see cref="Wire"/>, in the manner of the
/// epoll driver. It also insists on the callers' side of the contract, as a real socket cannot.
/// </summary>
internal sealed class PlayTransport : TcpTransport
{
    private const long FairShare = 1 << 20;
    private const int PipeCapacity = 64 * 1024;

    private readonly PlayDriver _driver;
    private readonly Address _remote;
    private IoBuffer? _unsent;
    private IoStatus _sendError;
    private bool _readinessOnly;
    private bool _flushOnly;
    private bool _closeWanted;
    private bool _shutdownWanted;
    private bool _descriptorClosed;

    internal PlayTransport(PlayDriver driver, Worker worker, Wire wire, Address remote)
        : base(worker)
    {
        _driver = driver;
        _remote = remote;
        Wire = wire;
        wire.Transport = this;
        driver.OpenTransports++;
    }

    public override Address RemoteAddress => _remote;

    public override Address LocalAddress => PlayDriver.OwnAddress;

    public override bool IsPeerGone => Wire.PeerReset;

    public override bool IsQuiet => !Wire.IsReadable && !IsClosed && _sendError == IoStatus.Ok;

    internal Wire Wire { get; }

    public override void WatchInput()
    {
        if (!IsClosed && Wire.IsReadable)
            NotifyUnexpectedInput();
    }

    public override ValueTask<Received> ReceiveAsync(long deadline)
    {
        Demand(!IsReceiving, "one receive at a time");
        if (IsClosed)
            return new ValueTask<Received>(new Received(IoStatus.Aborted));
        if (TryReceive(out Received received))
            return new ValueTask<Received>(received);
        _readinessOnly = false;
        return BeginReceive(deadline);
    }

    public override ValueTask<IoStatus> SendAsync(IoBuffer buffer, long deadline, bool more = false)
    {
        Demand(!buffer.IsEmpty, "no empty buffer is sent");
        if (IsClosed || _sendError != IoStatus.Ok)
        {
            buffer.Release();
            return new ValueTask<IoStatus>(IsClosed ? IoStatus.Aborted : _sendError);
        }

        Demand(_unsent is null && !IsSending, "one send at a time");
        Demand(Wire.End == WireEnd.Open && !_shutdownWanted, "nothing is sent behind the end");
        _unsent = buffer;
        if (!Wire.PeerReset)
            Wire.Offer(buffer.Filled, _driver.NextInstant());
        if (PushUnsent() is { } status)
            return new ValueTask<IoStatus>(status);
        _flushOnly = false;
        return BeginSend(deadline);
    }

    public override ValueTask<IoStatus> FlushAsync(long deadline) => new(IsClosed ? IoStatus.Aborted : _sendError);

    public override void ShutdownSend()
    {
        if (IsClosed)
            return;
        if (_unsent is not null)
            _shutdownWanted = true;
        else
            Wire.End = WireEnd.HalfClosed;
    }

    public override void Close()
    {
        if (IsClosed)
            return;
        IsClosed = true;
        if (_unsent is not null && _sendError == IoStatus.Ok)
        {
            _closeWanted = true;
            EndPending(IoStatus.Aborted);
            BoundClosing();
            return;
        }

        CloseDescriptor(WireEnd.Closed);
        EndPending(IoStatus.Aborted);
    }

    public override void Abort()
    {
        if (_descriptorClosed)
            return;
        IsClosed = true;
        CloseDescriptor(WireEnd.Reset);
        EndPending(IoStatus.Aborted);
    }

    public override ValueTask<Spliced> SpliceAsync(TcpTransport destination, long count, long sourceIdle, long sinkIdle, long until)
        => MoveAsync(this, (PlayTransport)destination, count, sourceIdle, sinkIdle, until);

    /// <summary>The peer has sent, ended or reset.</summary>
    internal void OnReadable()
    {
        if (IsClosed)
            return;
        if (!IsReceiving)
            NotifyUnexpectedInput();
        else if (_readinessOnly)
            CompleteReceive(new Received(IoStatus.Ok));
        else if (TryReceive(out Received received))
            CompleteReceive(received);
    }

    /// <summary>The peer takes more, or is gone.</summary>
    internal void OnWritable()
    {
        if (_descriptorClosed)
            return;
        if (_unsent is not null)
        {
            if (PushUnsent() is not { } status)
                return;
            if (IsSending && !_flushOnly)
                CompleteSend(status);
            if (_closeWanted)
                CloseDescriptor(WireEnd.Closed);
            else if (_shutdownWanted && !IsClosed)
                Wire.End = WireEnd.HalfClosed;
        }
        else if (IsSending && _flushOnly)
        {
            CompleteSend(IoStatus.Ok);
        }
    }

    internal ValueTask<IoStatus> WaitWritableAsync(long deadline)
    {
        if (IsClosed)
            return new ValueTask<IoStatus>(IoStatus.Aborted);
        _flushOnly = true;
        return BeginSend(deadline);
    }

    protected override long CountTaken() => Wire.TakenCount;

    protected override long CountArrived() => Wire.DeliveredCount;

    protected override void GiveUpSending()
    {
        _sendError = IoStatus.TimedOut;
        DropUnsent();
    }

    private ValueTask<Received> WaitReadableAsync(long deadline)
    {
        _readinessOnly = true;
        return BeginReceive(deadline);
    }

    private bool TryReceive(out Received received)
    {
        received = default;
        if (Wire.Unreceived > 0)
        {
            IoBuffer buffer = Worker.Buffers.Rent();
            buffer.Commit(Wire.Receive(buffer.Room));
            received = new Received(buffer);
            return true;
        }

        if (!Wire.IsReadable)
            return false;
        received = new Received(Wire.PeerReset ? IoStatus.Reset : IoStatus.Closed);
        return true;
    }

    private IoStatus? PushUnsent()
    {
        if (Wire.PeerReset)
        {
            _sendError = IoStatus.Reset;
            DropUnsent();
            return _sendError;
        }

        _unsent!.Advance(Wire.Take(_unsent.Filled));
        if (!_unsent.IsEmpty)
            return null;
        DropUnsent();
        return IoStatus.Ok;
    }

    private void DropUnsent()
    {
        _unsent?.Release();
        _unsent = null;
    }

    private void CloseDescriptor(WireEnd end)
    {
        if (_descriptorClosed)
            return;
        _descriptorClosed = true;
        _driver.OpenTransports--;
        Wire.End = end;
        EndClosing();
        DropUnsent();
    }

    private static void Demand(bool holds, string rule)
    {
        if (!holds)
            throw new InvalidOperationException($"The contract of a transport was broken: {rule}.");
    }

    /// <summary>What Splice does for real sockets, step by step: through a pipe that is emptied before it is filled again.</summary>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    private static async ValueTask<Spliced> MoveAsync(PlayTransport source, PlayTransport sink, long count, long sourceIdle, long sinkIdle, long until)
    {
        Demand(!source.IsReceiving && !sink.IsSending && sink._unsent is null, "nothing else is under way while bytes are spliced");
        Worker worker = source.Worker;
        if (source._driver.TakeShortageOfPipes())
            return new Spliced(0, IoStatus.Exhausted, AtSource: true);
        long moved = 0;
        long unbroken = 0;
        byte[] pipe = new byte[PipeCapacity];
        while (true)
        {
            if (moved == count)
                return new Spliced(moved, IoStatus.Ok, AtSource: true);
            if (unbroken >= FairShare)
            {
                unbroken = 0;
                await worker.YieldAsync();
            }

            if (source.IsClosed)
                return new Spliced(moved, IoStatus.Aborted, AtSource: true);
            if (sink.IsClosed)
                return new Spliced(moved, IoStatus.Aborted, AtSource: false);
            int filled = source.Wire.Receive(pipe.AsSpan(0, (int)Math.Min(count - moved, PipeCapacity)));
            if (filled == 0)
            {
                if (source.Wire.IsReadable)
                    return new Spliced(moved, source.Wire.PeerReset ? IoStatus.Reset : IoStatus.Closed, AtSource: true);
                Received readable = await source.WaitReadableAsync(Math.Min(worker.After(sourceIdle), until));
                if (readable.Status != IoStatus.Ok)
                    return new Spliced(moved, readable.Status, AtSource: true);
                continue;
            }

            sink.Wire.Offer(pipe.AsSpan(0, filled), sink._driver.NextInstant());
            for (int emptied = 0; emptied < filled;)
            {
                if (sink.IsClosed || sink.Wire.PeerReset)
                    return new Spliced(moved + filled - emptied, sink.IsClosed ? IoStatus.Aborted : IoStatus.Reset, AtSource: false);
                int gave = sink.Wire.Take(pipe.AsSpan(emptied, filled - emptied));
                emptied += gave;
                moved += gave;
                unbroken += gave;
                if (gave > 0)
                    continue;
                IoStatus writable = await sink.WaitWritableAsync(Math.Min(worker.After(sinkIdle), until));
                if (writable != IoStatus.Ok)
                    return new Spliced(moved + filled - emptied, writable, AtSource: false);
            }
        }
    }
}
