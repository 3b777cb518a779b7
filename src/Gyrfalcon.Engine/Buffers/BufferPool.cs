using System;

namespace Gyrfalcon.Engine.Buffers;

/// <summary>
/// A worker's stock of equal buffers, last in first out so that the memory in use stays in the caches. Only its worker may touch it.
/// </summary>
public sealed class BufferPool
{
    /// <summary>Bytes in one buffer: a full TLS record, or a 10 KiB answer with its head.</summary>
    public const int BufferSize = 16 * 1024 + 512;

    private readonly int _keep;
    private IoBuffer[] _free = new IoBuffer[64];
    private int _count;

    /// <summary>Creates an empty pool that keeps at most <paramref name="keep"/> unused buffers for later.</summary>
    public BufferPool(int keep = 1024) => _keep = keep;

    /// <summary>Buffers that are out at the moment: what a leak test watches.</summary>
    public int Outstanding { get; private set; }

    /// <summary>An empty buffer, now owned by the caller.</summary>
    public IoBuffer Rent()
    {
        IoBuffer buffer = _count > 0 ? _free[--_count] : new IoBuffer(this, BufferSize);
        buffer.Rented = true;
        buffer.Start = 0;
        buffer.End = 0;
        Outstanding++;
        return buffer;
    }

    internal void Return(IoBuffer buffer)
    {
        if (!buffer.Rented)
        {
            throw new InvalidOperationException("A buffer was released twice.");
        }

        buffer.Rented = false;
        buffer.Next = null;
        Outstanding--;
        if (_count == _keep) return;
        if (_count == _free.Length) Array.Resize(ref _free, _free.Length * 2);
        _free[_count++] = buffer;
    }
}
