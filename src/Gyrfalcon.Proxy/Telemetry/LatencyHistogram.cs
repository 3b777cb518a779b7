using System;
using System.Numerics;
using System.Threading;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>
/// How long things took, to a chosen precision at every scale: cells of one microsecond at the lower end, then as many cells for each doubling (HdrHistogram, by Gil Tene). Written by one worker, in plain words;
/// read from any thread by <see cref="LatencySum"/>. Memory is taken for the times that occur.
/// </summary>
public sealed class LatencyHistogram(int bits)
{
    /// <summary>1,024 cells for each doubling: three significant digits.</summary>
    public const int Fine = 10;

    /// <summary>128 cells for each doubling: two significant digits.</summary>
    public const int Coarse = 7;

    /// <summary>So many histograms have the finer cells; of more, all have the coarser ones, which take an eighth of the memory. A fine one of times up to 4 ms takes 30 KB.</summary>
    private const int MostFine = 2048;

    /// <summary>Doublings from microseconds to the longest time that is told apart, more than two hours.</summary>
    private const int LongestBits = 33;

    /// <summary>Memory is taken for so many cells at a time.</summary>
    private const int ChunkBits = 6;

    private readonly long[]?[] _chunks = new long[]?[(LongestBits - bits + 1) << (bits - ChunkBits)];
    private long _total;

    /// <summary>Cells for each doubling are two to this power.</summary>
    public int Bits => bits;

    /// <summary>The sum of the times, in nanoseconds.</summary>
    public long Total => Volatile.Read(ref _total);

    /// <summary>How many cells there are.</summary>
    internal int Cells => _chunks.Length << ChunkBits;

    /// <summary>How precise each of so many can be.</summary>
    internal static int PrecisionOf(long histograms) => histograms > MostFine ? Coarse : Fine;

    /// <summary>The times of a cell, in microseconds: from the first number to below the second.</summary>
    internal static (long From, long To) TimesOf(int cell, int bits)
    {
        int scale = Math.Max(0, (cell >> bits) - 1);
        long first = cell - ((long)scale << bits);
        return (first << scale, (first + 1) << scale);
    }

    /// <summary>The counts of the cells from <paramref name="cell"/> on; null if there are none up to the end of their chunk.</summary>
    internal ReadOnlySpan<long> From(int cell, out int length)
    {
        length = (1 << ChunkBits) - (cell & ((1 << ChunkBits) - 1));
        return Volatile.Read(ref _chunks[cell >> ChunkBits]) is { } chunk ? chunk.AsSpan(cell & ((1 << ChunkBits) - 1)) : [];
    }

    /// <summary>Takes in a time; on its worker.</summary>
    internal void Record(long nanoseconds)
    {
        ulong microseconds = Math.Min((ulong)Math.Max(0, nanoseconds) / 1000, (1UL << LongestBits) - 1);
        int scale = Math.Max(0, BitOperations.Log2(microseconds | 1) - bits);

        // The first scale has no shorter one before it, so it takes the place of two.
        int cell = (int)(microseconds >> scale) + (scale << bits);
        long[] chunk = _chunks[cell >> ChunkBits] ?? Begin(cell >> ChunkBits);
        ref long count = ref chunk[cell & ((1 << ChunkBits) - 1)];
        Volatile.Write(ref count, count + 1);
        Volatile.Write(ref _total, _total + nanoseconds);
    }

    private long[] Begin(int chunk)
    {
        var cells = new long[1 << ChunkBits];
        Volatile.Write(ref _chunks[chunk], cells);
        return cells;
    }
}
