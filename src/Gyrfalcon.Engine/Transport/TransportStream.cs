using System;
using System.IO;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Engine.Buffers;
using Gyrfalcon.Engine.Tasks;

namespace Gyrfalcon.Engine.Transport;

/// <summary>A TCP transport in the shape that SslStream wants. Asynchronous members only.</summary>
internal sealed class TransportStream(TcpTransport transport) : Stream
{
    private IoBuffer? _pending;
    private bool _ended;

    internal long ReceiveDeadline { get; set; } = long.MaxValue;

    internal long SendDeadline { get; set; } = long.MaxValue;

    /// <summary>Bytes have arrived that SslStream has not read.</summary>
    internal bool HasBytes => _pending is not null;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>SslStream reports the end of data both for close_notify and for a bare end of the connection; only the former is in order.</summary>
    internal bool EndedInOrder(System.Net.Security.SslStream tls) => !_ended || !tls.IsAuthenticated;

    internal void Clear()
    {
        _pending?.Release();
        _pending = null;
    }

    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_pending is null)
        {
            if (_ended) return 0;
            Received received = await transport.ReceiveAsync(ReceiveDeadline);
            if (received.Status == IoStatus.Closed)
            {
                _ended = true;
                return 0;
            }

            _pending = received.Buffer ?? throw new TransportException(received.Status);
        }

        int count = Math.Min(buffer.Length, _pending.Length);
        _pending.Filled[..count].CopyTo(buffer.Span);
        _pending.Advance(count);
        if (_pending.IsEmpty) Clear();
        return count;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            IoBuffer block = transport.Worker.Buffers.Rent();
            int count = block.Append(buffer.Span);
            buffer = buffer[count..];
            IoStatus status = await transport.SendAsync(block, SendDeadline, more: !buffer.IsEmpty);
            if (status != IoStatus.Ok) throw new TransportException(status);
        }
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
}
