using System;
using System.Threading.Tasks;
using Gyrfalcon.Engine.Buffers;
using Gyrfalcon.Engine.Native;
using Gyrfalcon.Engine.Timers;
using Gyrfalcon.Engine.Transport;

namespace Gyrfalcon.Engine.Driver.Uring;

/// <summary>
/// A socket under io_uring. Input arrives by one multishot receive, armed when somebody first wants bytes, and queues here until it is
/// taken; a queue that grows pauses the receive, so that a slow consumer slows the sender down. Output is one send at a time.
/// </summary>
internal sealed class UringTransport : SocketTransport
{
    private const int QueueLimit = 8;

    /// <summary>Receives that brought little, after which single receives give way to a multishot again.</summary>
    private const int CalmReceives = 16;

    private readonly UringDriver _driver;

    private IoBuffer? _firstArrived;
    private IoBuffer? _lastArrived;
    private int _arrived;
    private IoStatus _inputEnd;
    private bool _receiveArmed;
    private bool _receiveCancelled;

    // A multishot takes up to half a megabyte in one go, whether it is wanted or not. So when bytes come in streams, or are better spliced, they are
    // received one buffer at a time.
    private bool _receivesSingly;
    private int _calmReceives;
    private bool _polledReadable;
    private InputWait _inputWait;

    private IoBuffer? _sending;
    private IoBuffer? _queued;
    private bool _queuedMore;
    private uint _sendPosition;
    private bool _sendWaits;
    private bool _polledWritable;
    private bool _shutdownWanted;
    private bool _closeWanted;
    private bool _descriptorClosed;
    private IoStatus _sendError;
    private OutputWait _outputWait;

    internal UringTransport(UringDriver driver, int fd)
        : base(driver.Worker, fd)
    {
        _driver = driver;
        Target = new Completions(this);
        driver.Occupy(Target);
    }

    /// <summary>What a pending send waits for.</summary>
    private enum OutputWait : byte
    {
        None,
        Queue,
        Flush,
        Writable,
    }

    /// <summary>What a pending receive waits for.</summary>
    private enum InputWait : byte
    {
        Bytes,
        Readiness,
        ReceiveStopped,
    }

    public override bool IsQuiet => _firstArrived is null && _inputEnd == IoStatus.Ok && _sendError == IoStatus.Ok && !IsClosed;

    public override bool IsPeerGone => _inputEnd is not (IoStatus.Ok or IoStatus.Closed) || _sendError == IoStatus.Reset;

    internal UringTarget Target { get; }

    internal override bool HasBufferedInput => _firstArrived is not null;

    internal override int NextBufferedLength => _firstArrived?.Length ?? 0;

    public override ValueTask<Received> ReceiveAsync(long deadline)
    {
        if (_firstArrived is { } buffer)
        {
            Dequeue(buffer);
            return new ValueTask<Received>(new Received(buffer));
        }

        if (IsClosed) return new ValueTask<Received>(new Received(IoStatus.Aborted));
        if (_inputEnd != IoStatus.Ok) return new ValueTask<Received>(new Received(_inputEnd));
        if (!_receiveArmed) ArmReceive();
        _inputWait = InputWait.Bytes;
        return BeginReceive(deadline);
    }

    public override ValueTask<IoStatus> SendAsync(IoBuffer buffer, long deadline, bool more = false)
    {
        if (IsClosed || _sendError != IoStatus.Ok)
        {
            buffer.Release();
            return new ValueTask<IoStatus>(IsClosed ? IoStatus.Aborted : _sendError);
        }

        if (_sending is null)
        {
            Submit(buffer, more);
            return new ValueTask<IoStatus>(IoStatus.Ok);
        }

        _queued = buffer;
        _queuedMore = more;
        _outputWait = OutputWait.Queue;
        HastenConfirmation();
        return BeginSend(deadline);
    }

    public override ValueTask<IoStatus> SendBeforeSpliceAsync(IoBuffer buffer, long deadline, bool more)
    {
        if (IsClosed || _sendError != IoStatus.Ok || _sending is not null) return SendAsync(buffer, deadline, more);
        int length = buffer.Length;
        int count = SocketCalls.Send(Fd, buffer.Address + buffer.Start, length, more);
        if (count == length)
        {
            buffer.Release();
            return new ValueTask<IoStatus>(IoStatus.Ok);
        }

        if (count < 0 && count != -Errno.Again)
        {
            buffer.Release();
            _sendError = Errno.ToStatus(-count);
            return new ValueTask<IoStatus>(_sendError);
        }

        buffer.Start += Math.Max(count, 0);
        _sending = buffer;
        _sendWaits = true;
        _driver.SubmitSendWhenWritable(Target, Fd, buffer);
        return FlushAsync(deadline);
    }

    public override ValueTask<IoStatus> FlushAsync(long deadline)
    {
        if (IsClosed) return new ValueTask<IoStatus>(IoStatus.Aborted);
        if (_sending is null) return new ValueTask<IoStatus>(_sendError);
        _outputWait = OutputWait.Flush;
        HastenConfirmation();
        return BeginSend(deadline);
    }

    public override void ShutdownSend()
    {
        if (IsClosed) return;
        _shutdownWanted = true;
        if (_sending is null) AfterSend();
        else HastenConfirmation();
    }

    public override void Close()
    {
        if (IsClosed) return;
        IsClosed = true;
        _closeWanted = true;
        DropArrived();
        if (_sending is null) CloseDescriptor();
        else HastenConfirmation();
        EndPending(IoStatus.Aborted);
        if (!_descriptorClosed) BoundClosing();
    }

    public override void Abort()
    {
        if (_descriptorClosed) return;
        IsClosed = true;
        _closeWanted = true;
        SocketCalls.ResetOnClose(Fd);
        DropArrived();
        CloseDescriptor();
        EndPending(IoStatus.Aborted);
    }

    internal override ValueTask<IoStatus> WaitWritableAsync(long deadline)
    {
        if (IsClosed) return new ValueTask<IoStatus>(IoStatus.Aborted);
        if (!_polledWritable)
        {
            _polledWritable = true;
            _driver.SubmitPoll(Target, Fd, writable: true);
        }

        _outputWait = OutputWait.Writable;
        return BeginSend(deadline);
    }

    internal override ValueTask<Received> WaitReadableAsync(long deadline)
    {
        if (IsClosed) return new ValueTask<Received>(new Received(IoStatus.Aborted));
        if (!_polledReadable)
        {
            _polledReadable = true;
            _driver.SubmitPoll(Target, Fd, writable: false);
        }

        _inputWait = InputWait.Readiness;
        return BeginReceive(deadline);
    }

    internal override ValueTask<Received> StopReceivingAsync()
    {
        BeginSingleReceives();
        if (!_receiveArmed || IsClosed) return new ValueTask<Received>(new Received(IoStatus.Ok));
        CancelReceive();
        _inputWait = InputWait.ReceiveStopped;
        return BeginReceive(WorkerTimer.Never);
    }

    /// <inheritdoc/>
    public override void WatchInput()
    {
        if (!_receiveArmed && !IsClosed && _inputEnd == IoStatus.Ok && _arrived < QueueLimit) ArmReceive();
    }

    /// <summary>The kernel took the send at <paramref name="position"/> whole (it did not say otherwise).</summary>
    internal void ConfirmSend(uint position)
    {
        if (_sending is null || _sendWaits || _sendPosition != position) return;
        FinishSend();
    }

    protected override void GiveUpSending()
    {
        _sendError = IoStatus.TimedOut;
        DropQueued();
        if (_sendWaits) _driver.SubmitCancel(Target, UringOperation.SendWhenWritable);
    }

    private void OnCompletion(UringOperation operation, int result, uint flags)
    {
        switch (operation)
        {
            case UringOperation.Receive:
                OnReceived(result, flags);
                break;
            case UringOperation.SendNow:
                OnSendFailed(result);
                break;
            case UringOperation.SendWhenWritable:
                OnSent(result);
                break;
            case UringOperation.PollReadable:
                _polledReadable = false;
                if (IsReceiving && _inputWait == InputWait.Readiness) CompleteReceive(new Received(IoStatus.Ok));
                break;
            case UringOperation.PollWritable:
                _polledWritable = false;
                if (IsSending && _outputWait == OutputWait.Writable && !IsClosed) EndSendWait(IoStatus.Ok);
                break;
        }

        VacateIfDone();
    }

    private void OnReceived(int result, uint flags)
    {
        bool stopped = (flags & CompletionEntry.FlagMore) == 0;
        if (stopped)
        {
            _receiveArmed = false;
            _receiveCancelled = false;
        }

        IoBuffer? buffer = (flags & CompletionEntry.FlagBuffer) != 0 ? _driver.TakeBuffer(flags, result > 0 ? result : 0) : null;
        if (IsClosed || result <= 0)
        {
            buffer?.Release();
            buffer = null;
        }

        if (!IsClosed)
        {
            if (buffer is not null)
            {
                NoteVolume(buffer);
                Deliver(buffer);
            }
            else if (result == 0) EndInput(IoStatus.Closed);
            else if (result < 0 && result is not (-Errno.NoBufs or -Errno.Canceled)) EndInput(Errno.ToStatus(-result));
        }

        if (!stopped || IsClosed) return;
        if (IsReceiving && _inputWait == InputWait.ReceiveStopped)
        {
            CompleteReceive(new Received(IoStatus.Ok));
            return;
        }

        // The multishot ended without an end of input: lent buffers had run out, or it was paused while the queue was long.
        bool wanted = result == -Errno.NoBufs || (IsReceiving && _inputWait == InputWait.Bytes);
        if (wanted && !_receiveArmed && !IsClosed && _inputEnd == IoStatus.Ok) ArmReceive();
    }

    private void Deliver(IoBuffer buffer)
    {
        if (IsReceiving && _inputWait == InputWait.Bytes)
        {
            CompleteReceive(new Received(buffer));
            return;
        }

        BeginSingleReceives();
        if (_lastArrived is { } last && last.Room.Length >= buffer.Length)
        {
            // Many small segments must not hold a buffer each.
            last.Append(buffer.Filled);
            buffer.Release();
            NotifyUnexpectedInput();
            return;
        }

        buffer.Next = null;
        if (_lastArrived is null) _firstArrived = buffer;
        else _lastArrived.Next = buffer;
        _lastArrived = buffer;
        if (++_arrived >= QueueLimit && _receiveArmed) CancelReceive();
        NotifyUnexpectedInput();
    }

    private void BeginSingleReceives()
    {
        _receivesSingly = true;
        _calmReceives = 0;
    }

    private void NoteVolume(IoBuffer buffer)
    {
        if (!_receivesSingly) return;
        if (buffer.Length == buffer.Array.Length) _calmReceives = 0;
        else if (++_calmReceives == CalmReceives) _receivesSingly = false;
    }

    private void EndInput(IoStatus status)
    {
        _inputEnd = status;
        if (IsReceiving) CompleteReceive(new Received(status));
        else NotifyUnexpectedInput();
    }

    private void Dequeue(IoBuffer buffer)
    {
        _firstArrived = buffer.Next;
        buffer.Next = null;
        _arrived--;
        if (_firstArrived is null) _lastArrived = null;
    }

    private void DropArrived()
    {
        while (_firstArrived is { } buffer)
        {
            Dequeue(buffer);
            buffer.Release();
        }
    }

    private void ArmReceive()
    {
        _receiveArmed = true;
        _driver.SubmitReceive(Target, Fd, multishot: !_receivesSingly);
    }

    private void CancelReceive()
    {
        if (_receiveCancelled) return;
        _receiveCancelled = true;
        _driver.SubmitCancel(Target, UringOperation.Receive);
    }

    private void Submit(IoBuffer buffer, bool more)
    {
        _sending = buffer;
        _sendPosition = _driver.SubmitSendNow(this, Fd, buffer, more);
    }

    /// <summary>A send that was to be done at once was not: <paramref name="result"/> bytes of it were taken, or an error.</summary>
    private void OnSendFailed(int result)
    {
        if (_sending is not { } buffer) return;
        if (result >= 0 || result == -Errno.Again)
        {
            if (result > 0) buffer.Start += result;
            if (_descriptorClosed)
            {
                FinishSend();
                return;
            }

            _sendWaits = true;
            _driver.SubmitSendWhenWritable(Target, Fd, buffer);
            return;
        }

        FailSend(Errno.ToStatus(-result));
    }

    private void OnSent(int result)
    {
        if (_sending is not { } buffer) return;
        _sendWaits = false;
        if (result == buffer.Length) FinishSend();
        else FailSend(result < 0 ? Errno.ToStatus(-result) : IoStatus.Reset);
    }

    private void FailSend(IoStatus status)
    {
        if (_sendError == IoStatus.Ok) _sendError = status;
        DropQueued();
        FinishSend();
    }

    private void FinishSend()
    {
        _sending!.Release();
        _sending = null;
        AfterSend();
    }

    private void AfterSend()
    {
        if (_queued is { } next)
        {
            _queued = null;
            Submit(next, _queuedMore);
            if (IsSending && _outputWait == OutputWait.Queue) EndSendWait(IoStatus.Ok);
            return;
        }

        if (IsSending && _outputWait is OutputWait.Queue or OutputWait.Flush) EndSendWait(_sendError);
        if (_sending is not null) return;
        if (_closeWanted)
        {
            CloseDescriptor();
            VacateIfDone();
        }
        else if (_shutdownWanted && !IsClosed)
        {
            // Not by the ring: io_uring hands shutdown to a kernel thread, which looks the descriptor up later, when it may be another's.
            _shutdownWanted = false;
            Libc.Shutdown(Fd, Libc.ShutWr);
        }
    }

    private void EndSendWait(IoStatus status)
    {
        _outputWait = OutputWait.None;
        CompleteSend(status);
    }

    private void HastenConfirmation()
    {
        if (!_sendWaits) _driver.HastenConfirmation();
    }

    private void DropQueued()
    {
        _queued?.Release();
        _queued = null;
    }

    private void CloseDescriptor()
    {
        if (_descriptorClosed) return;
        _descriptorClosed = true;
        EndClosing();
        DropQueued();

        // Operations under way hold the socket open: they are cancelled first, in the same batch and in this order.
        if (_receiveArmed) CancelReceive();
        if (_sendWaits) _driver.SubmitCancel(Target, UringOperation.SendWhenWritable);
        if (_polledReadable) _driver.SubmitCancel(Target, UringOperation.PollReadable);
        if (_polledWritable) _driver.SubmitCancel(Target, UringOperation.PollWritable);
        _driver.SubmitClose(Fd);
        VacateIfDone();
    }

    private void VacateIfDone()
    {
        if (_descriptorClosed && !_receiveArmed && _sending is null && !_polledReadable && !_polledWritable) _driver.Vacate(Target);
    }

    private sealed class Completions(UringTransport owner) : UringTarget
    {
        internal override void OnCompletion(UringOperation operation, int result, uint flags) => owner.OnCompletion(operation, result, flags);
    }
}
