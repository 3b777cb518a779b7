using System;
using System.Collections.Generic;
using System.Threading;
using Gyrfalcon.Engine.Driver;
using Gyrfalcon.Engine.Timers;

namespace Gyrfalcon.Engine;

/// <summary>The workers of a process: started together, on one driver, stopped together.</summary>
public sealed class WorkerGroup
{
    private readonly Worker[] _workers;
    private readonly Thread[] _threads;

    private WorkerGroup(Worker[] workers, Thread[] threads, string driverName)
    {
        _workers = workers;
        _threads = threads;
        DriverName = driverName;
    }

    /// <summary>The driver in use.</summary>
    public string DriverName { get; }

    /// <summary>The workers, by index.</summary>
    public IReadOnlyList<Worker> Workers => _workers;

    /// <summary>Starts <paramref name="count"/> workers that use <paramref name="driver"/>; returns when all of them run.</summary>
    public static WorkerGroup Start(int count, DriverChoice driver, Action<Exception> onBug)
    {
        ArgumentNullException.ThrowIfNull(driver);
        if (driver.IsStepped) return WithoutThreads(count, driver, onBug);
        var workers = new Worker[count];
        var threads = new Thread[count];
        Exception? failure = null;
        using var running = new CountdownEvent(count);
        for (int i = 0; i < count; i++)
        {
            int index = i;
            threads[i] = new Thread(() =>
            {
                Worker worker;
                try
                {
                    worker = workers[index] = new Worker(index, driver.Create, onBug);
                }
                catch (InvalidOperationException refused)
                {
                    failure = refused;
                    running.Signal();
                    return;
                }

                running.Signal();
                worker.Run();
            })
            {
                IsBackground = true,
                Name = $"gyr-worker-{index}",
            };
            threads[i].Start();
        }

        running.Wait();
        if (failure is not null) throw new InvalidOperationException(failure.Message, failure);
        return new WorkerGroup(workers, threads, driver.Name);
    }

    private static WorkerGroup WithoutThreads(int count, DriverChoice driver, Action<Exception> onBug)
    {
        var workers = new Worker[count];
        for (int i = 0; i < count; i++) workers[i] = new Worker(i, driver.Create, onBug);
        return new WorkerGroup(workers, [], driver.Name);
    }

    /// <summary>The workers have threads of their own; otherwise whoever turns them is the only one.</summary>
    public bool HasThreads => _threads.Length > 0;

    /// <summary>Runs <paramref name="action"/> on a worker's thread after so many nanoseconds of its clock; never, if the workers end before.</summary>
    public void RunLater(long nanoseconds, Action action)
    {
        Worker worker = _workers[0];
        worker.Inbox.Post(() => worker.Timers.Set(new DelayedAction(worker.After(nanoseconds), action)));
    }

    /// <summary>Runs <paramref name="action"/> once on each worker's thread; does not wait.</summary>
    public void Post(Action<Worker> action)
    {
        foreach (Worker worker in _workers)
        {
            Worker target = worker;
            target.Inbox.Post(() => action(target));
        }
    }

    /// <summary>Runs <paramref name="action"/> once on each worker's thread and waits until all have done so.</summary>
    public void Invoke(Action<Worker> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        if (_threads.Length == 0)
        {
            foreach (Worker worker in _workers) action(worker);
            return;
        }

        using var done = new CountdownEvent(_workers.Length);
        Post(worker =>
        {
            try
            {
                action(worker);
            }
            finally
            {
                done.Signal();
            }
        });
        done.Wait();
    }

    /// <summary>Stops all workers and waits for their threads.</summary>
    public void Stop()
    {
        Post(static worker => worker.Stop());
        foreach (Thread thread in _threads) thread.Join();
        if (_threads.Length > 0) return;
        foreach (Worker worker in _workers) worker.Driver.Dispose();
    }

    private sealed class DelayedAction(long due, Action action) : WorkerTimer
    {
        private long _due = due;

        protected internal override long Due => _due;

        protected internal override void OnDue()
        {
            _due = Never;
            action();
        }
    }
}
