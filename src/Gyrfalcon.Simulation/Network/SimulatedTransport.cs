using System;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Buffers;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Engine.Transport;

namespace Gyrfalcon.Simulation.Network;

/// <summary>One end of a simulated connection; behaves as Linux's TCP does, as far as the proxy can tell.</summary>
internal sealed class SimulatedTransport : TcpTransport
{
    private readonly SimulatedFlow _input;
    private readonly SimulatedFlow _output;
    private IoBuffer? _unsent;
    private IoStatus _error;
    private bool _ended;
    private bool _endWanted;
    private bool _endSent;
    private bool _gone;

    internal SimulatedTransport(SimulatedDriver driver, SimulatedFlow input, SimulatedFlow output, Address local, Address remote)
        : base(driver.Worker)
    {
        Driver = driver;
        _input = input;
        _output = output;
        LocalAddress = local;
        RemoteAddress = remote;
    }

    public override Address RemoteAddress { get; }

    public override Address LocalAddress { get; }

    public override bool IsPeerGone => _error == IoStatus.Reset;

    public override bool IsQuiet => _input.Readable == 0 && !_ended && _error == IoStatus.Ok && !IsClosed;

    internal SimulatedDriver Driver { get; }

    /// <summary>Bytes wait for room in the window.</summary>
    internal bool HasUnsent => _unsent is not null;

    public override void WatchInput()
    {
        // Arrivals are always told.
    }

    public override ValueTask<Received> ReceiveAsync(long deadline)
    {
        if (IsClosed) return new ValueTask<Received>(new Received(IoStatus.Aborted));
        if (TryReceive(out Received received)) return new ValueTask<Received>(received);
        return BeginReceive(deadline);
    }

    public override ValueTask<IoStatus> SendAsync(IoBuffer buffer, long deadline, bool more = false)
    {
        if (IsClosed || _error != IoStatus.Ok)
        {
            buffer.Release();
            return new ValueTask<IoStatus>(IsClosed ? IoStatus.Aborted : _error);
        }

        _unsent = buffer;
        Push();
        return _unsent is null ? new ValueTask<IoStatus>(IoStatus.Ok) : BeginSend(deadline);
    }

    public override ValueTask<IoStatus> FlushAsync(long deadline)
        => new(IsClosed ? IoStatus.Aborted : _error);

    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    public override async ValueTask<Spliced> SpliceAsync(TcpTransport destination, long count, long sourceIdle, long sinkIdle, long until)
    {
        long moved = 0;
        while (moved < count)
        {
            if (_input.Readable > count - moved) return new Spliced(moved, IoStatus.Ok, AtSource: true);
            Received received = await ReceiveAsync(Math.Min(Worker.After(sourceIdle), until));
            if (received.Buffer is not { } buffer) return new Spliced(moved, received.Status, AtSource: true);
            moved += buffer.Length;
            IoStatus sent = await destination.SendAsync(buffer, Math.Min(Worker.After(sinkIdle), until));
            if (sent != IoStatus.Ok) return new Spliced(moved, sent, AtSource: false);
        }

        return new Spliced(moved, IoStatus.Ok, AtSource: true);
    }

    public override void ShutdownSend()
    {
        if (IsClosed) return;
        _endWanted = true;
        SendEndIfDue();
    }

    public override void Close()
    {
        if (IsClosed) return;
        IsClosed = true;
        if (_input.Readable > 0) Leave(reset: true);
        EndPending(IoStatus.Aborted);
        if (_gone) return;
        _endWanted = true;
        SendEndIfDue();
        if (!_endSent) BoundClosing();
    }

    public override void Abort()
    {
        if (_gone) return;
        IsClosed = true;
        Leave(reset: true);
        EndPending(IoStatus.Aborted);
    }

    /// <summary>Waits for <see cref="OnConnected"/>.</summary>
    internal ValueTask<IoStatus> WaitConnectedAsync(long deadline) => BeginSend(deadline);

    internal void OnConnected(IoStatus status)
    {
        if (IsSending && !IsClosed) CompleteSend(status);
    }

    internal void OnArrived()
    {
        if (_gone || _error != IoStatus.Ok) return;
        if (IsClosed)
        {
            // Nobody will ever read it: the sender is told by a reset.
            Leave(reset: true);
            return;
        }

        if (!IsReceiving) NotifyUnexpectedInput();
        else if (TryReceive(out Received received)) CompleteReceive(received);
    }

    internal void OnEnd()
    {
        if (_gone || _ended) return;
        _ended = true;
        if (IsReceiving && TryReceive(out Received received)) CompleteReceive(received);
        else if (!IsClosed) NotifyUnexpectedInput();
    }

    internal void OnReset()
    {
        if (_gone || _error != IoStatus.Ok) return;
        _error = IoStatus.Reset;
        DropUnsent();
        if (IsClosed)
        {
            Leave(reset: false);
            return;
        }

        // Linux lets what had arrived before be read first.
        if (IsSending) CompleteSend(IoStatus.Reset);
        if (IsReceiving && TryReceive(out Received received)) CompleteReceive(received);
        else if (!IsClosed) NotifyUnexpectedInput();
    }

    internal void OnRoom()
    {
        if (_gone || _unsent is null) return;
        Push();
        if (_unsent is null && IsSending) CompleteSend(IoStatus.Ok);
    }

    /// <summary>The network broke: a reset arrives from nowhere.</summary>
    internal void BreakSoon() => Driver.NoteDue(OnReset);

    protected override void GiveUpSending()
    {
        _error = IoStatus.TimedOut;
        DropUnsent();
    }

    protected override long CountTaken() => _output.Arrived;

    protected override long CountArrived() => _input.Arrived;

    private bool TryReceive(out Received received)
    {
        if (_input.Readable > 0)
        {
            IoBuffer buffer = Worker.Buffers.Rent();
            buffer.Commit(_input.Read(buffer.Room));
            received = new Received(buffer);
            return true;
        }

        IoStatus end = _error != IoStatus.Ok ? _error : _ended ? IoStatus.Closed : IoStatus.Ok;
        received = new Received(end);
        return end != IoStatus.Ok;
    }

    private void Push()
    {
        if (_unsent is not { } buffer) return;
        buffer.Advance(_output.Write(buffer.Filled));
        if (!buffer.IsEmpty) return;
        buffer.Release();
        _unsent = null;
        SendEndIfDue();
    }

    private void SendEndIfDue()
    {
        if (!_endWanted || _endSent || _unsent is not null || _gone || _error != IoStatus.Ok) return;
        _endSent = true;
        _output.End();
        if (IsClosed) EndClosing();
    }

    private void Leave(bool reset)
    {
        if (_gone) return;
        _gone = true;
        DropUnsent();
        EndClosing();
        _input.Drop();
        if (reset && _error == IoStatus.Ok) _output.Reset();
    }

    private void DropUnsent()
    {
        _unsent?.Release();
        _unsent = null;
    }
}
