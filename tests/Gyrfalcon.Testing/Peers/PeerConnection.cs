using System;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Gyrfalcon.Testing;

/// <summary>One connection of a <see cref="ScriptedPeer"/>: the steps its script can take, and everything it received.</summary>
public sealed class PeerConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly StringBuilder _received = new();
    private readonly CancellationToken _peerStops;

    internal PeerConnection(int number, Socket socket, CancellationToken peerStops)
    {
        Number = number;
        _socket = socket;
        _socket.NoDelay = true;
        _stream = new NetworkStream(socket, ownsSocket: true);
        _peerStops = peerStops;
        Reader = new WireReader(_stream, _received);
    }

    /// <summary>0 for the peer's first connection.</summary>
    public int Number { get; }

    public WireReader Reader { get; }

    /// <summary>Every byte received so far, as Latin-1.</summary>
    public string Received
    {
        get
        {
            lock (_received)
                return _received.ToString();
        }
    }

    /// <summary>Ends with the script; faulted when the script failed.</summary>
    public Task Script { get; internal set; } = Task.CompletedTask;

    public Stream Stream => _stream;

    /// <summary>Reads a request head; its body is read through it.</summary>
    public async Task<WireRequest> ExpectHeadAsync() =>
        await MessageReader.ReadRequestAsync(Reader).Within("a request head at the scripted peer")
        ?? throw new EndOfStreamException("The connection ended where a request head was expected.");

    /// <summary>Reads a request with its whole body.</summary>
    public async Task<(WireRequest Head, string Body)> ExpectRequestAsync()
    {
        WireRequest head = await ExpectHeadAsync();
        return (head, await head.Body.ReadTextAsync().Within("a request body at the scripted peer"));
    }

    public async Task ExpectBytesAsync(int count) => await Reader.ReadExactlyAsync(count).Within($"{count} bytes at the scripted peer");

    /// <summary>Waits until the other side ends the connection and says how.</summary>
    public async Task<ConnectionEnd> ExpectEndAsync()
    {
        byte[] buffer = new byte[16 * 1024];
        try
        {
            while (await Reader.ReadAsync(buffer).AsTask().Within("the end of a connection at the scripted peer") > 0)
            {
            }

            return ConnectionEnd.Closed;
        }
        catch (IOException exception) when (exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            return ConnectionEnd.Reset;
        }
    }

    /// <summary>Sends text as Latin-1, CR and LF as written.</summary>
    public Task SendAsync(string text) => _stream.WriteAsync(Encoding.Latin1.GetBytes(text)).AsTask().Within("the proxy to take what the scripted peer sent");

    /// <summary>Sends each piece after the proxy has read the one before.</summary>
    public async Task SendPiecesAsync(params string[] pieces)
    {
        foreach (string piece in pieces)
        {
            await SendAsync(piece);
            await Deadline.Until(() => LoopbackQueues.PeerHasReadEverything(_socket), "the proxy has read a piece");
        }
    }

    /// <summary>Ends the connection with an RST.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Close();
    }

    public void HalfClose() => _socket.Shutdown(SocketShutdown.Send);

    public void Close() => _stream.Dispose();

    public void Dispose() => Close();

    /// <summary>Does nothing, keeping the connection open, until the peer is disposed.</summary>
    public async Task HangAsync()
    {
        var stops = new TaskCompletionSource();
        await using CancellationTokenRegistration registration = _peerStops.Register(stops.SetResult);
        await stops.Task;
    }
}
