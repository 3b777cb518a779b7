using System;

namespace Gyrfalcon.Engine.Buffers;

/// <summary>
/// A block of pinned memory with a filled part <c>[Start, End)</c>. It has one owner at a time, on one worker; whoever owns it
/// hands it on (for example to a transport to be sent) or calls <see cref="Release"/>.
/// </summary>
public sealed class IoBuffer
{
    private readonly BufferPool _pool;

    internal unsafe IoBuffer(BufferPool pool, int capacity)
    {
        _pool = pool;
        Array = GC.AllocateUninitializedArray<byte>(capacity, pinned: true);
        fixed (byte* first = Array)
        {
            Address = (nint)first;
        }
    }

    /// <summary>The memory; pinned for its whole life.</summary>
    public byte[] Array { get; }

    /// <summary>Index of the first filled byte.</summary>
    public int Start { get; set; }

    /// <summary>Index behind the last filled byte.</summary>
    public int End { get; set; }

    /// <summary>The filled bytes.</summary>
    public Span<byte> Filled => new(Array, Start, End - Start);

    /// <summary>The room behind the filled bytes.</summary>
    public Span<byte> Room => new(Array, End, Array.Length - End);

    /// <summary>Number of filled bytes.</summary>
    public int Length => End - Start;

    /// <summary>True when no byte is filled.</summary>
    public bool IsEmpty => End == Start;

    /// <summary>Where <see cref="Array"/> begins in memory, for the kernel.</summary>
    internal nint Address { get; }

    /// <summary>Invariant: true exactly while somebody other than the pool owns the buffer.</summary>
    internal bool Rented { get; set; }

    /// <summary>The next buffer in its owner's queue.</summary>
    internal IoBuffer? Next { get; set; }

    /// <summary>Drops the first <paramref name="count"/> filled bytes.</summary>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)Length, nameof(count));
        Start += count;
    }

    /// <summary>Counts <paramref name="count"/> bytes written to <see cref="Room"/> as filled.</summary>
    public void Commit(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(Array.Length - End), nameof(count));
        End += count;
    }

    /// <summary>Copies as many of <paramref name="bytes"/> as fit and returns how many that were.</summary>
    public int Append(ReadOnlySpan<byte> bytes)
    {
        int count = Math.Min(bytes.Length, Array.Length - End);
        bytes[..count].CopyTo(Room);
        End += count;
        return count;
    }

    /// <summary>Gives the buffer back to its worker's pool. Must be called on that worker, once.</summary>
    public void Release() => _pool.Return(this);
}
