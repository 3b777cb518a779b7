using System;
using System.Runtime.InteropServices;
using Gyrfalcon.Engine.Native;

namespace Gyrfalcon.Engine.Driver.Epoll;

/// <summary>
/// Readiness by epoll(7): each socket is registered once, edge-triggered, for both directions; the transport keeps what it was told
/// as flags. Works wherever Linux does, also in containers that forbid io_uring.
/// </summary>
internal sealed unsafe class EpollDriver : SocketDriver
{
    private const int EventCapacity = 512;
    private const ulong WakeTag = ulong.MaxValue;

    private readonly int _epoll;
    private readonly byte* _events;
    private EpollTarget?[] _targets = new EpollTarget?[256];
    private uint _generation;

    internal EpollDriver(Worker worker)
        : base(worker)
    {
        _epoll = Libc.EpollCreate1(Libc.SockCloExec);
        if (_epoll < 0) throw new InvalidOperationException($"epoll_create1 failed with error {-SocketCalls.LastError()}.");
        _events = (byte*)NativeMemory.Alloc((nuint)(EventCapacity * EpollEvent.Stride));
        EpollEvent wake = EpollEvent.Of(EpollEvent.In | EpollEvent.EdgeTriggered, WakeTag);
        Libc.EpollCtl(_epoll, EpollEvent.Add, WakeDescriptor.Fd, &wake);
    }

    public override string Name => "epoll";

    public override void Turn(long until)
    {
        int count = Libc.EpollWait(_epoll, (EpollEvent*)_events, EventCapacity, MillisecondsUntil(until));
        RefreshClock();
        for (int i = 0; i < count; i++)
        {
            EpollEvent.At(_events, i, out uint events, out ulong tag);
            if (tag == WakeTag)
            {
                WakeDescriptor.Drain();
                continue;
            }

            // A descriptor closed and reused within this batch has another generation: its old event is not the new socket's.
            EpollTarget? target = _targets[(uint)tag];
            if (target is not null && target.Tag == tag) target.OnEvents(events);
        }
    }

    public override void Dispose()
    {
        Libc.Close(_epoll);
        NativeMemory.Free(_events);
        base.Dispose();
    }

    internal override SocketTransport Adopt(int fd)
    {
        var transport = new EpollTransport(this, fd);
        Register(transport.Target, fd, EpollEvent.In | EpollEvent.Out | EpollEvent.RdHup | EpollEvent.EdgeTriggered);
        return transport;
    }

    protected override IDisposable Listen(int fd, Acceptor acceptor)
    {
        var listening = new EpollListening(this, fd, acceptor);
        Register(listening, fd, EpollEvent.In | EpollEvent.Exclusive);
        return listening;
    }

    internal void CloseDescriptor(EpollTarget target, int fd)
    {
        _targets[fd] = null;
        target.Tag = 0;
        Libc.Close(fd);
    }

    /// <summary>
    /// Hears no more of a listening socket. Closing it would not be enough: another worker or process may listen on the same, and as long as anybody does, epoll tells of it.
    /// </summary>
    internal void Pause(EpollTarget target, int fd) => Change(EpollEvent.Delete, target, fd, 0);

    internal void Resume(EpollTarget target, int fd) => Change(EpollEvent.Add, target, fd, EpollEvent.In | EpollEvent.Exclusive);

    private void Register(EpollTarget target, int fd, uint interest)
    {
        if (fd >= _targets.Length) Array.Resize(ref _targets, Math.Max(fd + 1, _targets.Length * 2));
        _targets[fd] = target;
        target.Tag = (ulong)++_generation << 32 | (uint)fd;
        Change(EpollEvent.Add, target, fd, interest);
    }

    private void Change(int operation, EpollTarget target, int fd, uint interest)
    {
        EpollEvent change = EpollEvent.Of(interest, target.Tag);
        if (Libc.EpollCtl(_epoll, operation, fd, &change) < 0)
        {
            throw new InvalidOperationException($"epoll_ctl failed with error {-SocketCalls.LastError()}.");
        }
    }
}
