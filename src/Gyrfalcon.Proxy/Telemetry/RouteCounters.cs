using System;
using System.Collections.Generic;
using System.Threading;
using Gyrfalcon.Http.Semantics;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>One worker's counts of one route. Written by that worker alone, in plain words; read from any thread.</summary>
public sealed class RouteCounters(int precision = LatencyHistogram.Fine)
{
    private readonly KeyedCells<long> _counts = new();
    private Exemplars? _exemplars;
    private long _bytesIn;
    private long _bytesOut;

    /// <summary>Upper bounds of the buckets of durations that metrics tell, in seconds; the last bucket has none.</summary>
    public static ReadOnlySpan<double> Bounds => [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    /// <summary>How long exchanges took, tunnels left out.</summary>
    public LatencyHistogram Durations { get; } = new(precision);

    /// <summary>For each of the buckets, an exchange that was recorded as a trace; null while there is none.</summary>
    public Exemplars? Exemplars => Volatile.Read(ref _exemplars);

    /// <summary>How many exchanges have ended with each status, as it is counted (<see cref="CountedStatus"/>), and method.</summary>
    public IReadOnlyList<(int Status, Method Method, long Count)> Read()
    {
        var found = new List<(int Status, Method Method, long Count)>();
        foreach ((int key, long count) in _counts.Read()) found.Add((ResponseKey.StatusOf(key), ResponseKey.MethodOf(key), count));
        return found;
    }

    /// <summary>Bytes of bodies that came from clients, and that went to them, of exchanges that have ended; of tunnels all bytes.</summary>
    public (long In, long Out) Bytes => (Volatile.Read(ref _bytesIn), Volatile.Read(ref _bytesOut));

    internal void CountBytes(long bytesIn, long bytesOut)
    {
        Volatile.Write(ref _bytesIn, _bytesIn + bytesIn);
        Volatile.Write(ref _bytesOut, _bytesOut + bytesOut);
    }

    internal void Count(int status, Method method)
    {
        ref long count = ref _counts[ResponseKey.Of(status, method)];
        Volatile.Write(ref count, count + 1);
    }

    /// <summary>Keeps an exchange that is recorded as a trace.</summary>
    /// <param name="traceId">32 hexadecimal digits.</param>
    /// <param name="nanoseconds">How long it took.</param>
    /// <param name="endedAt">When it ended, in ticks of UTC.</param>
    internal void Note(ReadOnlySpan<byte> traceId, long nanoseconds, long endedAt)
    {
        if (_exemplars is null) Volatile.Write(ref _exemplars, new Exemplars(Bounds.Length + 1));
        double seconds = nanoseconds / 1e9;
        int bucket = 0;
        while (bucket < Bounds.Length && seconds > Bounds[bucket]) bucket++;
        _exemplars!.Put(bucket, traceId, seconds, endedAt);
    }
}
