using Gyrfalcon.Engine.Buffers;

namespace Gyrfalcon.Proxy;

/// <summary>
/// What a worker holds for exchanges under way, against the most that it may. Beyond that, the newest work is shed: new requests, and header blocks
/// that are not complete.
/// </summary>
public sealed class WorkerMemory(BufferPool buffers, long most)
{
    /// <summary>What an exchange takes besides buffers and long header blocks, roughly.</summary>
    private const long ExchangeSize = 6 * 1024;

    // Buffers that the driver has lent to the kernel for good.
    private readonly int _lent = buffers.Outstanding;
    private int _exchanges;
    private long _headers;

    /// <summary>The most bytes that it may hold.</summary>
    public long Most => most;

    /// <summary>Bytes held, roughly.</summary>
    public long Held => ((long)(buffers.Outstanding - _lent) * BufferPool.BufferSize) + (_exchanges * ExchangeSize) + _headers;

    /// <summary>It holds more than it may.</summary>
    public bool IsShort => Held > most;

    internal void BeginExchange() => _exchanges++;

    internal void EndExchange(long headerBytes)
    {
        _exchanges--;
        _headers -= headerBytes;
    }

    /// <summary>The header block of a request that is still arriving has grown.</summary>
    internal void HoldHeader(long bytes) => _headers += bytes;
}
