using System;
using System.Buffers.Text;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Gyrfalcon.Resilience.Generating;

/// <summary>One keep-alive connection to the proxy. It sends each request once: what fails is told, not repeated.</summary>
internal sealed class ClientConnection(int port) : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[16 * 1024];
    private bool _mayGoOn;

    /// <summary>True when the next request can be sent on it: the proxy has neither ended it nor announced to.</summary>
    public bool IsOpen => _mayGoOn && !_socket.Poll(0, SelectMode.SelectRead);

    /// <summary>Sends and waits for the whole answer.</summary>
    public async Task<Answer> AskAsync(ReadOnlyMemory<byte> request, CancellationToken cancellation)
    {
        if (!_socket.Connected)
            await _socket.ConnectAsync(IPAddress.Loopback, port, cancellation).ConfigureAwait(false);
        _mayGoOn = false;
        await _socket.SendAsync(request, cancellation).ConfigureAwait(false);
        var held = 0;
        var head = -1;
        while (head < 0)
        {
            held += await ReceiveAsync(held, "before the end of the head", cancellation).ConfigureAwait(false);
            head = _buffer.AsSpan(0, held).IndexOf("\r\n\r\n"u8);
        }

        head += 4;
        var fields = Encoding.ASCII.GetString(_buffer, 0, head);
        var length = Field(fields, "content-length") is { } text ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : throw new InvalidDataException("an answer without Content-Length");
        while (held < head + length)
            held += await ReceiveAsync(held, "in the middle of the content", cancellation).ConfigureAwait(false);
        if (held > head + length || !Utf8Parser.TryParse(_buffer.AsSpan(9, 3), out int status, out _))
            throw new InvalidDataException("an answer that is not HTTP, or more than one");
        _mayGoOn = !string.Equals(Field(fields, "connection"), "close", StringComparison.OrdinalIgnoreCase);
        var origin = int.TryParse(Field(fields, "x-origin"), out var number) ? number : -1;
        return new Answer(status, origin, Field(fields, "proxy-status"), _buffer.AsMemory(head, length));
    }

    public void Dispose() => _socket.Dispose();

    private async Task<int> ReceiveAsync(int held, string where, CancellationToken cancellation)
    {
        if (held == _buffer.Length)
            throw new InvalidDataException("an answer that is too long");
        var got = await _socket.ReceiveAsync(_buffer.AsMemory(held), cancellation).ConfigureAwait(false);
        return got > 0 ? got : throw new EndOfStreamException("connection ended " + where);
    }

    private static string? Field(string head, string name)
    {
        var at = head.IndexOf($"\r\n{name}:", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return null;
        at += name.Length + 3;
        return head[at..head.IndexOf("\r\n", at, StringComparison.Ordinal)].Trim();
    }
}
