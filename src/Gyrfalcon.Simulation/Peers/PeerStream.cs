using System;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Tasks;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Buffers;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Engine.Transport;

namespace Gyrfalcon.Simulation.Peers;

/// <summary>A peer's end of a connection: lines and bodies of HTTP/1.1, read by code that shares nothing with the proxy's.</summary>
internal sealed class PeerStream(TcpTransport transport)
{
    private byte[] _held = new byte[4096];
    private int _start;
    private int _end;

    internal TcpTransport Transport => transport;

    /// <summary>How the last read ended.</summary>
    internal IoStatus Status { get; private set; }

    /// <summary>The next line without its CR LF; null when the connection ended or the deadline passed before there was one.</summary>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    internal async ValueTask<string?> ReadLineAsync(long deadline)
    {
        int looked = 0;
        while (true)
        {
            int found = _held.AsSpan(_start + looked, _end - _start - looked).IndexOf("\r\n"u8);
            if (found >= 0)
            {
                string line = Encoding.Latin1.GetString(_held, _start, looked + found);
                _start += looked + found + 2;
                return line;
            }

            looked = Math.Max(0, _end - _start - 1);
            if (!await FillAsync(deadline)) return null;
        }
    }

    /// <summary>Exactly <paramref name="count"/> bytes; null when the connection ended or the deadline passed before they were there.</summary>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    internal async ValueTask<byte[]?> ReadExactlyAsync(int count, long deadline)
    {
        var bytes = new byte[count];
        int have = 0;
        while (true)
        {
            int take = Math.Min(count - have, _end - _start);
            _held.AsSpan(_start, take).CopyTo(bytes.AsSpan(have));
            _start += take;
            have += take;
            if (have == count) return bytes;
            if (!await FillAsync(deadline)) return null;
        }
    }

    /// <summary>Sends all of it.</summary>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    internal async ValueTask<IoStatus> WriteAsync(ReadOnlyMemory<byte> bytes, long deadline)
    {
        while (!bytes.IsEmpty)
        {
            IoBuffer buffer = transport.Worker.Buffers.Rent();
            bytes = bytes[buffer.Append(bytes.Span)..];
            IoStatus sent = await transport.SendAsync(buffer, deadline);
            if (sent != IoStatus.Ok) return sent;
        }

        return IoStatus.Ok;
    }

    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    private async ValueTask<bool> FillAsync(long deadline)
    {
        Received received = await transport.ReceiveAsync(deadline);
        Status = received.Status;
        if (received.Buffer is not { } buffer) return false;
        if (_held.Length - _end < buffer.Length)
        {
            int held = _end - _start;
            byte[] target = held + buffer.Length > _held.Length ? new byte[Math.Max(_held.Length * 2, held + buffer.Length)] : _held;
            _held.AsSpan(_start, held).CopyTo(target);
            (_held, _start, _end) = (target, 0, held);
        }

        buffer.Filled.CopyTo(_held.AsSpan(_end));
        _end += buffer.Length;
        buffer.Release();
        return true;
    }
}
