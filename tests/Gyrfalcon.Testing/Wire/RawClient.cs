using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;

namespace Gyrfalcon.Testing;

/// <summary>How a connection ended, as its other side sees it.</summary>
public enum ConnectionEnd
{
    Closed,
    Reset,
}

/// <summary>A client that sends exactly the bytes it is told to, in exactly these pieces, and reads answers strictly.</summary>
public sealed class RawClient : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly Stream _stream;

    private RawClient(Socket socket, SslStream? tls = null)
    {
        _socket = socket;
        Tls = tls;
        _stream = tls ?? (Stream)new NetworkStream(socket, ownsSocket: true);
        Reader = new WireReader(_stream);
    }

    public WireReader Reader { get; }

    /// <summary>The TLS session; null on a plain connection.</summary>
    public SslStream? Tls { get; }

    public IPEndPoint LocalAddress => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>The other side has read all that was sent.</summary>
    public bool OtherSideHasReadEverything => LoopbackQueues.PeerHasReadEverything(_socket);

    /// <summary>Connects. A small receive buffer makes a reader that stops reading felt soon.</summary>
    public static async Task<RawClient> ConnectAsync(IPEndPoint address, int? receiveBufferBytes = null)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (receiveBufferBytes is { } bytes)
                socket.ReceiveBufferSize = bytes;
            await socket.ConnectAsync(address).Within($"a connection to {address}");
            return new RawClient(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Connects and does the TLS handshake.</summary>
    public static async Task<RawClient> ConnectAsync(IPEndPoint address, SslClientAuthenticationOptions options)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address).Within($"a connection to {address}");
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
        try
        {
            await tls.AuthenticateAsClientAsync(options).Within("the TLS handshake");
            return new RawClient(socket, tls);
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends text as Latin-1, CR and LF as written.</summary>
    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public Task SendAsync(ReadOnlyMemory<byte> bytes) => _stream.WriteAsync(bytes).AsTask().Within("the other side to take what was sent");

    /// <summary>Sends to another side that may have gone; false if it has.</summary>
    public async Task<bool> TrySendAsync(string text)
    {
        try
        {
            await SendAsync(text);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Sends each piece after the other side has read the one before, so that it meets every split.</summary>
    public async Task SendPiecesAsync(IEnumerable<string> pieces)
    {
        foreach (string piece in pieces)
        {
            await SendAsync(piece);
            await Deadline.Until(() => LoopbackQueues.PeerHasReadEverything(_socket), "the other side has read a piece");
        }
    }

    /// <summary>Sends <paramref name="count"/> bytes of <see cref="Pattern"/>, chunked or plain; <paramref name="progress"/> hears every total.</summary>
    public Task SendPatternAsync(long count, bool chunked = false, Action<long>? progress = null) =>
        PatternWriter.WriteAsync(_stream, count, chunked, progress: progress);

    /// <summary>The next response head, an interim one too; its body is read through it.</summary>
    public Task<WireResponse> ReadHeadAsync(string requestMethod = "GET") =>
        MessageReader.ReadResponseAsync(Reader, requestMethod).Within("a response head");

    /// <summary>The next final response; interim ones are passed over.</summary>
    public async Task<WireResponse> ReadResponseAsync(string requestMethod = "GET")
    {
        while (true)
        {
            WireResponse response = await ReadHeadAsync(requestMethod);
            if (!response.IsInterim)
                return response;
        }
    }

    /// <summary>One request without a body and its answer, read to the end.</summary>
    public async Task<(WireResponse Response, string Body)> GetAsync(string target, string extraFields = "", string method = "GET", string host = "test.example")
    {
        await SendAsync($"{method} {target} HTTP/1.1\r\nHost: {host}\r\n{extraFields}\r\n");
        WireResponse response = await ReadResponseAsync(method);
        return (response, await response.TextAsync().Within("a response body"));
    }

    /// <summary>Reads and drops bytes until the connection is over.</summary>
    public async Task<ConnectionEnd> ReadToEndOfConnectionAsync()
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            while (await Reader.ReadAsync(buffer).AsTask().Within("the other side to close") > 0)
            {
            }

            return ConnectionEnd.Closed;
        }
        catch (IOException exception) when (exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            return ConnectionEnd.Reset;
        }
    }

    /// <summary>Requires that the other side closes without another byte.</summary>
    public async Task<ConnectionEnd> ReadNothingButEndAsync()
    {
        long before = Reader.BytesReceived - Reader.Buffered;
        ConnectionEnd end = await ReadToEndOfConnectionAsync();
        long surplus = Reader.BytesReceived - before;
        return surplus == 0 ? end : throw new WireViolationException($"{surplus} bytes after what should have been the last.");
    }

    /// <summary>Sends FIN; still reads.</summary>
    public void HalfClose() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Vanishes with an RST.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Close();
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
