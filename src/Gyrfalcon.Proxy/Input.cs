using System;
using System.Threading.Tasks;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Buffers;
using Gyrfalcon.Engine.Transport;

namespace Gyrfalcon.Proxy;

/// <summary>
/// What has arrived on a connection and has not been consumed: the end of one message's buffer is the beginning of the next message.
/// Owned by the connection, on its worker; an idle connection holds no buffer here.
/// </summary>
public sealed class Input(Transport transport)
{
    private IoBuffer? _pending;

    /// <summary>Where the bytes come from.</summary>
    public Transport Transport => transport;

    /// <summary>True when there are bytes to consume.</summary>
    public bool HasBytes => _pending is not null;

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _pending is { } buffer ? buffer.Filled : default;

    /// <summary>Waits for more; hand the result to <see cref="Accept"/>. Only while there are no bytes.</summary>
    public ValueTask<Received> ReceiveAsync(long deadline) => transport.ReceiveAsync(deadline);

    /// <summary>Takes over what a receive brought; only while there is nothing left from before.</summary>
    public IoStatus Accept(in Received received)
    {
        if (received.Buffer is null) return received.Status;
        if (_pending is not null) throw new InvalidOperationException("There are bytes left that were not consumed.");
        _pending = received.Buffer;
        return IoStatus.Ok;
    }

    /// <summary>Drops the first <paramref name="count"/> bytes; the buffer goes back when it is empty.</summary>
    public void Consume(int count)
    {
        if (_pending is not { } buffer) return;
        buffer.Advance(count);
        if (!buffer.IsEmpty) return;
        buffer.Release();
        _pending = null;
    }

    /// <summary>Hands the buffer over whole.</summary>
    public IoBuffer Take()
    {
        IoBuffer buffer = _pending ?? throw new InvalidOperationException("There is nothing to take.");
        _pending = null;
        return buffer;
    }

    /// <summary>Drops everything.</summary>
    public void Clear()
    {
        _pending?.Release();
        _pending = null;
    }
}
