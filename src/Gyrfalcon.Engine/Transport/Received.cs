using Gyrfalcon.Engine.Buffers;

namespace Gyrfalcon.Engine.Transport;

/// <summary>What a receive brought: a buffer with at least one byte (now owned by the receiver), or why there is none.</summary>
public readonly struct Received
{
    /// <summary>Bytes have arrived.</summary>
    public Received(IoBuffer buffer)
    {
        Buffer = buffer;
        Status = IoStatus.Ok;
    }

    /// <summary>No bytes, and the reason.</summary>
    public Received(IoStatus status) => Status = status;

    /// <summary>The bytes; null unless <see cref="Status"/> is <see cref="IoStatus.Ok"/>.</summary>
    public IoBuffer? Buffer { get; }

    /// <summary>Ok, or why no bytes came: Closed, Reset, TimedOut, Aborted, TlsFailed, Failed.</summary>
    public IoStatus Status { get; }
}
