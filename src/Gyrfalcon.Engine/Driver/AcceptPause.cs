using System;
using Gyrfalcon.Engine.Timers;

namespace Gyrfalcon.Engine.Driver;

/// <summary>
/// A short rest of a listening socket, after accept(2) failed for want of descriptors or memory or because its acceptor takes no more: the
/// connections wait in the kernel's queue, and the loop does not spin.
/// </summary>
internal sealed class AcceptPause(Worker worker, Acceptor acceptor, Action resume) : WorkerTimer
{
    private const long Length = 100_000_000;
    private long _due = Never;

    protected internal override long Due => _due;

    internal void Begin()
    {
        _due = worker.Now + Length;
        worker.Timers.Set(this);
    }

    internal void Cancel()
    {
        _due = Never;
        worker.Timers.Remove(this);
    }

    protected internal override void OnDue()
    {
        _due = Never;
        if (acceptor.MayGoOn()) resume();
        else Begin();
    }
}
