using System.Threading.Tasks;
using Gyrfalcon.Engine.Buffers;
using Gyrfalcon.Engine.Native;
using Gyrfalcon.Engine.Transport;

namespace Gyrfalcon.Engine.Driver.Epoll;

/// <summary>
/// A socket under epoll. It reads and writes by itself and asks the kernel to wait only when it must: after a read that did not fill
/// the buffer, or a write that was not taken whole.
/// </summary>
internal sealed class EpollTransport : SocketTransport
{
    private readonly EpollDriver _driver;

    // What the last edge said and no system call has contradicted since. A new socket is taken for writable.
    private bool _readable;
    private bool _writable = true;
    private bool _peerEnded;
    private bool _peerGone;
    private bool _readinessOnly;
    private bool _flushOnly;
    private bool _shutdownWanted;
    private bool _closeWanted;
    private bool _descriptorClosed;
    private IoStatus _sendError;
    private IoBuffer? _unsent;

    internal EpollTransport(EpollDriver driver, int fd)
        : base(driver.Worker, fd)
    {
        _driver = driver;
        Target = new Events(this);
    }

    public override bool IsQuiet => !_readable && !IsClosed && _sendError == IoStatus.Ok;

    internal EpollTarget Target { get; }

    internal override bool HasBufferedInput => false;

    public override ValueTask<Received> ReceiveAsync(long deadline)
    {
        if (IsClosed) return new ValueTask<Received>(new Received(IoStatus.Aborted));
        if (_readable && TryReceive(out Received received)) return new ValueTask<Received>(received);
        _readinessOnly = false;
        return BeginReceive(deadline);
    }

    public override ValueTask<IoStatus> SendAsync(IoBuffer buffer, long deadline, bool more = false)
    {
        if (IsClosed || _sendError != IoStatus.Ok)
        {
            buffer.Release();
            return new ValueTask<IoStatus>(IsClosed ? IoStatus.Aborted : _sendError);
        }

        _unsent = buffer;
        IoStatus? done = PushUnsent(more);
        if (done is { } status) return new ValueTask<IoStatus>(status);
        _flushOnly = false;
        return BeginSend(deadline);
    }

    public override ValueTask<IoStatus> FlushAsync(long deadline) => new(IsClosed ? IoStatus.Aborted : _sendError);

    public override void ShutdownSend()
    {
        if (IsClosed) return;
        if (_unsent is not null) _shutdownWanted = true;
        else Libc.Shutdown(Fd, Libc.ShutWr);
    }

    public override void Close()
    {
        if (IsClosed) return;
        IsClosed = true;
        if (_unsent is not null && _sendError == IoStatus.Ok)
        {
            _closeWanted = true;
            EndPending(IoStatus.Aborted);
            BoundClosing();
            return;
        }

        CloseDescriptor();
        EndPending(IoStatus.Aborted);
    }

    public override void Abort()
    {
        if (_descriptorClosed) return;
        IsClosed = true;
        SocketCalls.ResetOnClose(Fd);
        CloseDescriptor();
        EndPending(IoStatus.Aborted);
    }

    public override bool IsPeerGone => _peerGone;

    internal override ValueTask<IoStatus> WaitWritableAsync(long deadline)
    {
        if (IsClosed) return new ValueTask<IoStatus>(IoStatus.Aborted);
        _writable = false;
        _flushOnly = true;
        return BeginSend(deadline);
    }

    internal override ValueTask<Received> WaitReadableAsync(long deadline)
    {
        if (IsClosed) return new ValueTask<Received>(new Received(IoStatus.Aborted));
        if (_peerEnded) return new ValueTask<Received>(new Received(IoStatus.Ok));
        _readable = false;
        _readinessOnly = true;
        return BeginReceive(deadline);
    }

    internal override ValueTask<Received> StopReceivingAsync() => new(new Received(IoStatus.Ok));

    /// <inheritdoc/>
    public override void WatchInput()
    {
        // The flag may outlive the bytes that set it: a splice, or a read that filled its buffer, stops short of the empty socket.
        if (!_readable || IsClosed) return;
        if (SocketCalls.IsEmpty(Fd)) _readable = false;
        else NotifyUnexpectedInput();
    }

    protected override void GiveUpSending()
    {
        _sendError = IoStatus.TimedOut;
        DropUnsent();
    }

    private void OnEvents(uint events)
    {
        if ((events & EpollEvent.Err) != 0) _peerGone = true;
        if ((events & (EpollEvent.RdHup | EpollEvent.Hup | EpollEvent.Err)) != 0) _peerEnded = true;
        if ((events & (EpollEvent.Out | EpollEvent.Hup | EpollEvent.Err)) != 0) OnWritable();
        if ((events & (EpollEvent.In | EpollEvent.RdHup | EpollEvent.Hup | EpollEvent.Err)) != 0) OnReadable();
    }

    private void OnReadable()
    {
        if (IsClosed) return;
        _readable = true;
        if (!IsReceiving)
        {
            NotifyUnexpectedInput();
        }
        else if (_readinessOnly)
        {
            CompleteReceive(new Received(IoStatus.Ok));
        }
        else if (TryReceive(out Received received))
        {
            CompleteReceive(received);
        }
    }

    private bool TryReceive(out Received received)
    {
        IoBuffer buffer = Worker.Buffers.Rent();
        int count = SocketCalls.Receive(Fd, buffer.Address, buffer.Array.Length);
        if (count > 0)
        {
            // A read that did not fill the buffer emptied the socket, so the next edge will tell of more; but an end that came in the
            // same edge as these bytes is not told again.
            if (count < buffer.Array.Length && !_peerEnded) _readable = false;
            buffer.End = count;
            received = new Received(buffer);
            return true;
        }

        buffer.Release();
        if (count == -Errno.Again)
        {
            _readable = false;
            received = default;
            return false;
        }

        received = new Received(count == 0 ? IoStatus.Closed : Errno.ToStatus(-count));
        return true;
    }

    private void OnWritable()
    {
        _writable = true;
        if (_unsent is not null)
        {
            IoStatus? done = PushUnsent(more: false);
            if (done is not { } status) return;
            if (IsSending && !_flushOnly) CompleteSend(status);
            if (_descriptorClosed) return;
            if (_closeWanted) CloseDescriptor();
            else if (_shutdownWanted && !IsClosed) Libc.Shutdown(Fd, Libc.ShutWr);
        }
        else if (IsSending && _flushOnly)
        {
            CompleteSend(IoStatus.Ok);
        }
    }

    /// <summary>Writes what waits: null while the kernel cannot take all of it.</summary>
    private IoStatus? PushUnsent(bool more)
    {
        IoBuffer buffer = _unsent!;
        while (_writable)
        {
            int length = buffer.Length;
            int count = SocketCalls.Send(Fd, buffer.Address + buffer.Start, length, more);
            if (count == length)
            {
                DropUnsent();
                return IoStatus.Ok;
            }

            if (count >= 0)
            {
                buffer.Start += count;
            }
            else if (count == -Errno.Again)
            {
                _writable = false;
            }
            else
            {
                _sendError = Errno.ToStatus(-count);
                DropUnsent();
                return _sendError;
            }
        }

        return null;
    }

    private void DropUnsent()
    {
        _unsent?.Release();
        _unsent = null;
    }

    private void CloseDescriptor()
    {
        if (_descriptorClosed) return;
        _descriptorClosed = true;
        EndClosing();
        DropUnsent();
        _driver.CloseDescriptor(Target, Fd);
    }

    private sealed class Events(EpollTransport owner) : EpollTarget
    {
        internal override void OnEvents(uint events) => owner.OnEvents(events);
    }
}
