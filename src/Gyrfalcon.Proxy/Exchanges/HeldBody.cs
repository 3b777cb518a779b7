using System;
using Gyrfalcon.Engine.Buffers;
using Gyrfalcon.Proxy.Routing;

namespace Gyrfalcon.Proxy.Exchanges;

/// <summary>
/// The content of a request's body as far as it has been taken in, without its framing, so that a further attempt can send it again. Owns the buffers that it
/// copies into; each but the last is full.
/// </summary>
internal sealed class HeldBody(HeldBuffers stock)
{
    /// <summary>The most bytes that are kept of one body.</summary>
    internal const int Most = RetryRules.LongestBody;

    private readonly IoBuffer?[] _buffers = new IoBuffer?[(Most + BufferPool.BufferSize - 1) / BufferPool.BufferSize];

    /// <summary>Bytes held.</summary>
    internal int Length { get; private set; }

    /// <summary>Copies <paramref name="bytes"/> behind the others; false if that is too much for one body or for the worker, which leaves nothing to rely on.</summary>
    internal bool TryAppend(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > Most - Length) return false;
        while (!bytes.IsEmpty)
        {
            ref IoBuffer? last = ref _buffers[Length / BufferPool.BufferSize];
            last ??= stock.TryRent();
            if (last is null) return false;
            int copied = last.Append(bytes);
            Length += copied;
            bytes = bytes[copied..];
        }

        return true;
    }

    /// <summary>The bytes from <paramref name="position"/> to the end of their buffer; empty at the end of all.</summary>
    internal ReadOnlySpan<byte> From(int position)
        => position == Length ? default : _buffers[position / BufferPool.BufferSize]!.Filled[(position % BufferPool.BufferSize)..];

    /// <summary>Gives all buffers back.</summary>
    internal void Clear()
    {
        Length = 0;
        for (int i = 0; i < _buffers.Length && _buffers[i] is { } buffer; i++)
        {
            stock.Return(buffer);
            _buffers[i] = null;
        }
    }
}
