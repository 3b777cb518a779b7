using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Testing;

namespace Gyrfalcon.EndToEnd.Tests.Strictness;

/// <summary>A client with a loopback address that no other has, so that the endpoint can tell whose a request is.</summary>
internal sealed class LoopbackClient : IDisposable
{
    private static int _last;
    private readonly Socket _socket;
    private readonly StringBuilder _received = new();

    private LoopbackClient(Socket socket, IPAddress address) => (_socket, Address) = (socket, address);

    internal IPAddress Address { get; }

    /// <summary>Everything received so far, as Latin-1.</summary>
    internal string Received => _received.ToString();

    /// <summary>How the connection ended; null while it is open.</summary>
    internal ConnectionEnd? End { get; private set; }

    internal static async Task<LoopbackClient> ConnectAsync(IPEndPoint proxy)
    {
        int number = Interlocked.Increment(ref _last);
        var address = new IPAddress([127, (byte)(1 + (number / 62500)), (byte)(1 + (number / 250 % 250)), (byte)(1 + (number % 250))]);
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(address, 0));
        await socket.ConnectAsync(proxy).Within("a connection");
        return new LoopbackClient(socket, address);
    }

    internal Task<bool> SendAsync(IReadOnlyList<string> pieces) => PieceSender.SendAsync(_socket, pieces);

    internal void HalfClose() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Reads until <paramref name="enough"/> says so or the connection ends.</summary>
    internal async Task ReadUntilAsync(Func<string, bool> enough)
    {
        byte[] buffer = new byte[16 * 1024];
        while (End is null && !enough(Received))
        {
            try
            {
                int count = await _socket.ReceiveAsync(buffer).Within($"more from the proxy behind: {Received}", PieceSender.LongestSending);
                if (count == 0)
                    End = ConnectionEnd.Closed;
                _received.Append(Encoding.Latin1.GetString(buffer, 0, count));
            }
            catch (SocketException)
            {
                End = ConnectionEnd.Reset;
            }
        }
    }

    internal Task ReadToEndAsync() => ReadUntilAsync(_ => false);

    public void Dispose() => _socket.Dispose();
}
