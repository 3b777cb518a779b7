using System;
using System.Threading;
using Gyrfalcon.Engine.Native;

namespace Gyrfalcon.Engine.Driver;

/// <summary>An eventfd by which other threads end a worker's sleep. Signals are folded: at most one write until it is drained.</summary>
internal sealed unsafe class WakeDescriptor : IDisposable
{
    private int _signalled;

    internal WakeDescriptor()
    {
        Fd = Libc.EventFd(0, Libc.EfdNonBlock | Libc.EfdCloExec);
        if (Fd < 0) throw new InvalidOperationException($"eventfd failed with error {-SocketCalls.LastError()}.");
    }

    internal int Fd { get; }

    /// <summary>May be called from any thread.</summary>
    internal void Signal()
    {
        if (Interlocked.Exchange(ref _signalled, 1) != 0) return;
        ulong one = 1;
        Libc.Write(Fd, &one, sizeof(ulong));
    }

    /// <summary>Called by the worker once it is awake, before it looks at its inbox.</summary>
    internal void Drain()
    {
        ulong count;
        Libc.Read(Fd, &count, sizeof(ulong));
        Volatile.Write(ref _signalled, 0);
    }

    public void Dispose() => Libc.Close(Fd);
}
