using System;
using System.Collections.Generic;
using System.Threading;
using Gyrfalcon.Http.Semantics;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>One worker's counts of one route. Written by that worker alone, in plain words; read from any thread.</summary>
public sealed class RouteCounters(int precision = LatencyHistogram.Fine)
{
    private const int FirstCapacity = 8;

    // Keys are status and method in one word; a free place is 0. Replaced as a whole when it fills up.
    private Cell[] _cells = new Cell[FirstCapacity];
    private int _used;

    /// <summary>Upper bounds of the buckets of durations that metrics tell, in seconds; the last bucket has none.</summary>
    public static ReadOnlySpan<double> Bounds => [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    /// <summary>How long exchanges took, tunnels left out.</summary>
    public LatencyHistogram Durations { get; } = new(precision);

    /// <summary>How many exchanges have ended with each status and method.</summary>
    public IReadOnlyList<(int Status, Method Method, long Count)> Read()
    {
        var found = new List<(int Status, Method Method, long Count)>();
        Cell[] cells = Volatile.Read(ref _cells);
        for (int i = 0; i < cells.Length; i++)
        {
            int key = Volatile.Read(ref cells[i].Key);
            if (key != 0) found.Add((key >> 8, (Method)((key & 0xFF) - 1), Volatile.Read(ref cells[i].Count)));
        }

        return found;
    }

    internal void Count(int status, Method method)
    {
        int key = (status << 8) | ((int)method + 1);
        Cell[] cells = _cells;
        int mask = cells.Length - 1;
        int place = Place(key) & mask;
        while (cells[place].Key != key)
        {
            if (cells[place].Key == 0)
            {
                if (2 * ++_used > cells.Length) cells = Grow();
                mask = cells.Length - 1;
                place = FreeOrSame(cells, key);
                Volatile.Write(ref cells[place].Key, key);
                break;
            }

            place = (place + 1) & mask;
        }

        ref long count = ref cells[place].Count;
        Volatile.Write(ref count, count + 1);
    }

    private static int Place(int key) => (int)((uint)key * 2654435769u >> 16);

    private static int FreeOrSame(Cell[] cells, int key)
    {
        int place = Place(key) & (cells.Length - 1);
        while (cells[place].Key != 0 && cells[place].Key != key) place = (place + 1) & (cells.Length - 1);
        return place;
    }

    private Cell[] Grow()
    {
        var larger = new Cell[_cells.Length * 2];
        foreach (Cell cell in _cells)
        {
            if (cell.Key != 0) larger[FreeOrSame(larger, cell.Key)] = cell;
        }

        Volatile.Write(ref _cells, larger);
        return larger;
    }

    private struct Cell
    {
        internal int Key;
        internal long Count;
    }
}
