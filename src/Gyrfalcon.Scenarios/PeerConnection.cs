using System;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Tasks;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Buffers;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Engine.Transport;

namespace Gyrfalcon.Scenarios;

/// <summary>
/// A client's or an endpoint's end of a connection. Reads just as much HTTP as the two of them say with the proxy between: heads, and bodies with Content-Length.
/// </summary>
internal sealed class PeerConnection(TcpTransport transport)
{
    private byte[] _held = new byte[1024];
    private int _start;
    private int _end;
    private int _head;

    internal TcpTransport Transport => transport;

    /// <summary>How the last receive ended.</summary>
    internal IoStatus Status { get; private set; }

    /// <summary>The head that was read last, with the empty line; until the next read.</summary>
    internal ReadOnlySpan<byte> Head => _held.AsSpan(_start, _head);

    /// <summary>Reads the next head. False when the connection ended or the deadline passed before it was complete.</summary>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    internal async ValueTask<bool> ReadHeadAsync(long deadline)
    {
        Drop(_head);
        _head = 0;
        while (true)
        {
            int found = _held.AsSpan(_start, _end - _start).IndexOf("\r\n\r\n"u8);
            if (found >= 0)
            {
                _head = found + 4;
                return true;
            }

            if (!await FillAsync(deadline)) return false;
        }
    }

    /// <summary>Reads the body behind the head and forgets it. False when it did not come to its end.</summary>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    internal async ValueTask<bool> SkipBodyAsync(long length, long deadline)
    {
        Drop(_head);
        _head = 0;
        while (true)
        {
            int here = (int)Math.Min(length, _end - _start);
            Drop(here);
            length -= here;
            if (length == 0) return true;
            if (!await FillAsync(deadline)) return false;
        }
    }

    /// <summary>Sends all of it.</summary>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    internal async ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> bytes, long deadline)
    {
        while (!bytes.IsEmpty)
        {
            IoBuffer buffer = transport.Worker.Buffers.Rent();
            bytes = bytes[buffer.Append(bytes.Span)..];
            if (await transport.SendAsync(buffer, deadline) != IoStatus.Ok) return false;
        }

        return true;
    }

    /// <summary>The value of a field of <see cref="Head"/>; empty without it.</summary>
    internal ReadOnlySpan<byte> Field(ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> rest = Head;
        while (true)
        {
            int line = rest.IndexOf("\r\n"u8);
            if (line < 0) return default;
            rest = rest[(line + 2)..];
            if (rest.Length <= name.Length || rest[name.Length] != ':' || !Ascii.EqualsIgnoreCase(rest[..name.Length], name)) continue;
            rest = rest[(name.Length + 1)..];
            return rest[..rest.IndexOf((byte)'\r')].Trim((byte)' ');
        }
    }

    /// <summary>A field of digits; 0 without it.</summary>
    internal long Number(ReadOnlySpan<byte> name)
    {
        long number = 0;
        foreach (byte digit in Field(name)) number = (number * 10) + (digit - '0');
        return number;
    }

    private void Drop(int count)
    {
        _start += count;
        if (_start == _end) _start = _end = 0;
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
