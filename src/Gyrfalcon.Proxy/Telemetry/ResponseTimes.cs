using System;
using System.Collections.Generic;
using System.Threading;
using Gyrfalcon.Http;
using Gyrfalcon.Http.Semantics;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>
/// How long one worker's exchanges took, by method, status, scheme and what broke the response off: OpenTelemetry's <c>http.server.request.duration</c> (semantic conventions for HTTP metrics, 1.23), with the buckets that it advises. Written by that worker;
/// read from any thread.
/// </summary>
public sealed class ResponseTimes
{
    private readonly KeyedCells<Cell> _cells = new();

    /// <summary>Upper bounds of the buckets, in seconds; the last bucket has none.</summary>
    public static ReadOnlySpan<double> Bounds => [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    /// <summary>All that have occurred.</summary>
    public IReadOnlyList<ResponseTime> Read()
    {
        var found = new List<ResponseTime>();
        foreach ((int key, Cell cell) in _cells.Read())
        {
            if (cell.Counts is { } counts) found.Add(new ResponseTime(ResponseKey.StatusOf(key), ResponseKey.MethodOf(key), ResponseKey.IsTls(key), ResponseKey.FaultOf(key), [.. counts], cell.Total / 1e9));
        }

        return found;
    }

    /// <param name="status">Of the response; 0 without one.</param>
    /// <param name="method">Of the request.</param>
    /// <param name="isTls">By https.</param>
    /// <param name="brokenBy">What broke the response off, if it was not the client.</param>
    /// <param name="nanoseconds">How long it took.</param>
    internal void Record(int status, Method method, bool isTls, FaultKind brokenBy, long nanoseconds)
    {
        ref Cell cell = ref _cells[ResponseKey.Of(status, method, isTls, brokenBy)];
        if (cell.Counts is null) Volatile.Write(ref cell.Counts!, new long[Bounds.Length + 1]);
        double seconds = nanoseconds / 1e9;
        int bucket = 0;
        while (bucket < Bounds.Length && seconds > Bounds[bucket]) bucket++;
        ref long count = ref cell.Counts[bucket];
        Volatile.Write(ref count, count + 1);
        Volatile.Write(ref cell.Total, cell.Total + nanoseconds);
    }

    private struct Cell
    {
        internal long[] Counts;
        internal long Total;
    }
}

/// <summary>One row of <see cref="ResponseTimes"/>.</summary>
/// <param name="Status">The status as it is counted (<see cref="CountedStatus"/>); 0 without a response.</param>
/// <param name="Method">The method.</param>
/// <param name="IsTls">By https.</param>
/// <param name="BrokenBy">What broke the response off, if it was not the client.</param>
/// <param name="Counts">Exchanges in each bucket, not cumulated.</param>
/// <param name="Seconds">Their sum.</param>
public sealed record ResponseTime(int Status, Method Method, bool IsTls, FaultKind BrokenBy, IReadOnlyList<long> Counts, double Seconds);
