using System;
using System.Collections.Generic;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Driver;
using Gyrfalcon.Engine.Timers;
using Gyrfalcon.Simulation.Network;

namespace Gyrfalcon.Simulation;

/// <summary>
/// A world with a clock of its own, in which everything that happens follows from one seed. Workers run on its drivers, all on the thread that calls
/// <see cref="Run"/>; time stands still while they work and jumps to the next event when none has anything to do.
/// </summary>
public sealed class SimulatedWorld
{
    /// <summary>Turns within one instant after which the world is taken to be running in a circle.</summary>
    private const int CircleLimit = 1_000_000;

    private readonly PriorityQueue<SimulatedEvent, (long At, long Sequence)> _events = new();
    private readonly List<SimulatedDriver> _drivers = [];
    private long _sequence;
    private int _turnsOfInstant;

    /// <summary>A world that begins on 1 January 2026.</summary>
    public SimulatedWorld(ulong seed)
    {
        Seed = seed;
        Random = new SimulatedRandom(seed);
        Network = new SimulatedNetwork(this);
        Driver = DriverChoice.Stepped("simulator", worker =>
        {
            var driver = new SimulatedDriver(this, worker);
            _drivers.Add(driver);
            return driver;
        });
    }

    /// <summary>Where all chance comes from.</summary>
    public ulong Seed { get; }

    /// <summary>The world's own stream of chance; everybody else forks one of it.</summary>
    public SimulatedRandom Random { get; }

    /// <summary>Who listens where, and what the ways are like.</summary>
    public SimulatedNetwork Network { get; }

    /// <summary>Gives workers their drivers.</summary>
    public DriverChoice Driver { get; }

    /// <summary>Nanoseconds since the world's beginning, plus a second so that 0 is never a time.</summary>
    public long Now { get; private set; } = 1_000_000_000;

    /// <summary>The wall clock.</summary>
    public DateTime UtcNow => new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddTicks(Now / 100);

    /// <summary>Turns of workers so far.</summary>
    public long Turns { get; private set; }

    /// <summary>Runs until <paramref name="done"/> holds, nothing is left to happen, or the clock passes <paramref name="until"/>. True if <paramref name="done"/> holds.</summary>
    public bool Run(Func<bool> done, long until = WorkerTimer.Never)
    {
        ArgumentNullException.ThrowIfNull(done);
        while (!done())
        {
            if (TakeTurns()) continue;
            if (TryAdvance(until)) continue;
            if (until != WorkerTimer.Never) Now = Math.Max(Now, until);
            return done();
        }

        return true;
    }

    /// <summary>Runs for this long.</summary>
    public void RunFor(long nanoseconds) => Run(static () => false, Now + nanoseconds);

    /// <summary>Calls <paramref name="action"/> on <paramref name="worker"/> exactly at this time; a worker's own timers are rounded up to 8 ms.</summary>
    public void Schedule(long at, Worker worker, Action action)
    {
        ArgumentNullException.ThrowIfNull(worker);
        Schedule(at, (SimulatedDriver)worker.Driver, action);
    }

    internal void Schedule(long at, SimulatedDriver driver, Action action)
        => _events.Enqueue(new SimulatedEvent(driver, action), (Math.Max(at, Now), _sequence++));

    private bool TakeTurns()
    {
        bool any = false;
        int start = _drivers.Count > 1 ? Random.Below(_drivers.Count) : 0;
        for (int i = 0; i < _drivers.Count; i++)
        {
            SimulatedDriver driver = _drivers[(start + i) % _drivers.Count];
            if (driver.IsDisposed || (!driver.HasDue && driver.Worker.NextWork > Now)) continue;
            driver.Worker.Turn();
            Turns++;
            any = true;
        }

        if (any && ++_turnsOfInstant > CircleLimit) throw new InvalidOperationException($"Time stands still at {Now} ns in the world of seed {Seed}.");
        return any;
    }

    private bool TryAdvance(long until)
    {
        long next = _events.TryPeek(out _, out (long At, long Sequence) first) ? first.At : WorkerTimer.Never;
        foreach (SimulatedDriver driver in _drivers)
        {
            if (!driver.IsDisposed) next = Math.Min(next, driver.Worker.NextWork);
        }

        if (next == WorkerTimer.Never || next > until) return false;
        Now = Math.Max(Now, next);
        _turnsOfInstant = 0;
        while (_events.TryPeek(out SimulatedEvent due, out (long At, long Sequence) at) && at.At <= Now)
        {
            _events.Dequeue();
            due.Driver.NoteDue(due.Action);
        }

        return true;
    }

    private readonly record struct SimulatedEvent(SimulatedDriver Driver, Action Action);
}
