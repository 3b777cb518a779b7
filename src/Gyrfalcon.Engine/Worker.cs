using System;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Gyrfalcon.Engine.Buffers;
using Gyrfalcon.Engine.Driver;
using Gyrfalcon.Engine.Timers;

namespace Gyrfalcon.Engine;

/// <summary>
/// One thread with its loop, driver, buffers, timers and inbox. Everything it owns is touched on its thread only; other threads
/// go through <see cref="Inbox"/>.
/// </summary>
public sealed class Worker
{
    private readonly Action<Exception> _onBug;
    private bool _stopping;

    /// <summary>Creates worker <paramref name="index"/>; called on the thread that will run it.</summary>
    /// <param name="index">0 to workers − 1.</param>
    /// <param name="createDriver">Makes the driver for this worker.</param>
    /// <param name="onBug">Told of exceptions that escaped from a task; never thrown into the loop.</param>
    internal Worker(int index, Func<Worker, IDriver> createDriver, Action<Exception> onBug)
    {
        Index = index;
        _onBug = onBug;
        Driver = createDriver(this);
        Timers = new TimerWheel(Driver.Now);
        Inbox = new Inbox(Driver.Wake);
        Ready = new ReadyQueue();
    }

    /// <summary>0 to workers − 1.</summary>
    public int Index { get; }

    /// <summary>This worker's way to the kernel.</summary>
    public IDriver Driver { get; }

    /// <summary>This worker's timers.</summary>
    public TimerWheel Timers { get; }

    /// <summary>This worker's buffers.</summary>
    public BufferPool Buffers { get; } = new();

    /// <summary>The door for other threads.</summary>
    public Inbox Inbox { get; }

    /// <summary>Nanoseconds of the monotonic clock, as of this turn.</summary>
    public long Now => Driver.Now;

    internal PipePool Pipes { get; } = new();

    internal ReadyQueue Ready { get; }

    /// <summary>The deadline that lies <paramref name="nanoseconds"/> from now; <see cref="WorkerTimer.Never"/> stays what it is.</summary>
    public long After(long nanoseconds) => nanoseconds == WorkerTimer.Never ? WorkerTimer.Never : Driver.Now + nanoseconds;

    /// <summary>Lets a task run on its own; if it fails, that is a bug and reported as one.</summary>
    public void Spawn<T>(ValueTask<T> task)
    {
        ValueTaskAwaiter<T> awaiter = task.GetAwaiter();
        if (awaiter.IsCompleted) Finish(awaiter);
        else awaiter.UnsafeOnCompleted(() => Finish(awaiter));
    }

    /// <summary>Continues the caller after everything else that is ready has had its turn.</summary>
    public ReadyQueue.Awaitable YieldAsync() => Ready.NextTurn();

    /// <summary>Ends <see cref="Run"/> after the current turn. On the worker's thread.</summary>
    public void Stop() => _stopping = true;

    /// <summary>When the next turn has work of the worker's own to do, whatever its driver has: now or earlier if there is some already.</summary>
    public long NextWork => Ready.IsEmpty && Inbox.IsEmpty ? Timers.NextVisit() : Driver.Now;

    /// <summary>
    /// One turn of the loop: the driver, then what others posted, then timers, then whoever gave way. Called by <see cref="Run"/> on the worker's thread, or
    /// by the owner of a stepped driver.
    /// </summary>
    public void Turn()
    {
        Driver.Turn(Ready.IsEmpty ? Timers.NextVisit() : Driver.Now);
        Inbox.Drain();
        Timers.Advance(Driver.Now);
        Ready.RunOnce();
    }

    internal void Run()
    {
        while (!_stopping) Turn();
        Driver.Dispose();
    }

    private void Finish<T>(ValueTaskAwaiter<T> awaiter)
    {
        try
        {
            awaiter.GetResult();
        }
        catch (Exception bug)
        {
            _onBug(bug);
        }
    }
}
