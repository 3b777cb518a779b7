using System.Collections.Generic;
using System.Threading;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>A few values by small keys, which are not 0: open addressing, written by one worker, read from any thread. A value that is read while it is written may be of either moment, part by part.</summary>
internal sealed class KeyedCells<T>
    where T : struct
{
    private const int FirstCapacity = 8;

    // A free place has the key 0. Replaced as a whole when half of it is used.
    private Cell[] _cells = new Cell[FirstCapacity];
    private int _used;

    /// <summary>The value of a key, which is new if nobody has asked for it yet; until the next call. On the worker.</summary>
    internal ref T this[int key]
    {
        get
        {
            Cell[] cells = _cells;
            int place = FreeOrSame(cells, key);
            if (cells[place].Key == 0)
            {
                if (2 * ++_used > cells.Length)
                {
                    cells = Grow();
                    place = FreeOrSame(cells, key);
                }

                Volatile.Write(ref cells[place].Key, key);
            }

            return ref cells[place].Value;
        }
    }

    /// <summary>All keys with their values as they are now.</summary>
    internal List<(int Key, T Value)> Read()
    {
        var found = new List<(int Key, T Value)>();
        Cell[] cells = Volatile.Read(ref _cells);
        for (int i = 0; i < cells.Length; i++)
        {
            int key = Volatile.Read(ref cells[i].Key);
            if (key != 0) found.Add((key, cells[i].Value));
        }

        return found;
    }

    private static int FreeOrSame(Cell[] cells, int key)
    {
        int mask = cells.Length - 1;
        int place = (int)((uint)key * 2654435769u >> 16) & mask;
        while (cells[place].Key != key && cells[place].Key != 0) place = (place + 1) & mask;
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
        internal T Value;
    }
}
