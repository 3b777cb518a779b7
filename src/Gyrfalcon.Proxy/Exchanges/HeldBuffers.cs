using Gyrfalcon.Engine.Buffers;

namespace Gyrfalcon.Proxy.Exchanges;

/// <summary>The buffers that a worker's held bodies may use together: clients that stop within their bodies must not use up the memory.</summary>
internal sealed class HeldBuffers(BufferPool pool, int most = HeldBuffers.Most)
{
    /// <summary>Buffers of one worker: 66 MiB.</summary>
    internal const int Most = 4096;

    private int _rented;

    /// <summary>An empty buffer; null when all are in use.</summary>
    internal IoBuffer? TryRent()
    {
        if (_rented == most) return null;
        _rented++;
        return pool.Rent();
    }

    internal void Return(IoBuffer buffer)
    {
        _rented--;
        buffer.Release();
    }
}
