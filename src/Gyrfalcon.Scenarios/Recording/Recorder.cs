using System;
using System.Linq;
using Gyrfalcon.Simulation;

namespace Gyrfalcon.Scenarios.Recording;

/// <summary>Notes what clients and endpoints see, by slices of time.</summary>
internal sealed class Recorder
{
    /// <summary>The field by which an endpoint tells which request reached it.</summary>
    internal static ReadOnlySpan<byte> RequestField => "x-simulated-request"u8;

    private const int MostSlices = 120;
    private const int Remembered = 1 << 18;
    private static readonly int[] NiceMilliseconds = [100, 200, 250, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000];

    private readonly SimulatedWorld _world;
    private readonly long _began;
    private readonly (long Id, int Attempts)[] _attempts = new (long, int)[Remembered];
    private long _lastId;

    internal Recorder(SimulatedWorld world, TimeSpan duration, int endpoints)
    {
        _world = world;
        _began = world.Now;
        SliceLength = TimeSpan.FromMilliseconds(Array.Find(NiceMilliseconds, nice => duration.TotalMilliseconds / nice <= MostSlices));
        int slices = (int)Math.Ceiling(duration / SliceLength);
        Slices = [.. Enumerable.Range(0, slices).Select(static _ => new Counts())];
        Received = [.. Enumerable.Range(0, slices).Select(_ => new int[endpoints])];
    }

    /// <summary>How long a slice is.</summary>
    internal TimeSpan SliceLength { get; }

    /// <summary>The slices; what comes after the end belongs to the last.</summary>
    internal Counts[] Slices { get; }

    /// <summary>Requests that reached each endpoint, by slice and endpoint.</summary>
    internal int[][] Received { get; }

    internal long NextId() => ++_lastId;

    /// <summary>A request of a client ended.</summary>
    internal void NoteEnd(long began, Outcome outcome, bool isRetry)
    {
        Counts slice = Slices[SliceAt(began)];
        slice.Note(outcome, _world.Now - began);
        if (isRetry) slice.ClientRetries++;
    }

    /// <summary>A request reached an endpoint.</summary>
    internal void NoteReceived(int endpoint, long id)
    {
        int slice = SliceAt(_world.Now);
        Received[slice][endpoint]++;
        ref (long Id, int Attempts) known = ref _attempts[id % Remembered];
        if (known.Id != id) known = (id, 0);
        if (++known.Attempts > 1) Slices[slice].Retries++;
    }

    /// <summary>A health probe reached an endpoint.</summary>
    internal void NoteProbe() => Slices[SliceAt(_world.Now)].Probes++;

    private int SliceAt(long time) => (int)Math.Clamp((time - _began) / (SliceLength.Ticks * 100), 0, Slices.Length - 1);
}
