using System;
using System.Net;
using System.Net.Sockets;

namespace Gyrfalcon.Testing;

/// <summary>
/// A loopback port that belongs to the test for as long as this lives: connecting to it is refused until a listener is opened on it,
/// and again once that is closed.
/// </summary>
public sealed class HeldPort : IDisposable
{
    private readonly Socket _holder;

    /// <summary>Takes a free port of 127.0.0.1, or a certain one of another loopback address.</summary>
    public HeldPort(string ip = "127.0.0.1", int port = 0)
    {
        // Bound without listening: the kernel refuses connections and gives the port to nobody else.
        _holder = NewSocket();
        _holder.Bind(new IPEndPoint(IPAddress.Parse(ip), port));
        Address = (IPEndPoint)_holder.LocalEndPoint!;
    }

    /// <summary>A port of 127.0.0.1 that was free a moment ago, for a program that binds it itself.</summary>
    public static int Free()
    {
        using var port = new HeldPort();
        return port.Address.Port;
    }

    public IPEndPoint Address { get; }

    public string Url => $"http://{Address}";

    /// <summary>Opens a listening socket on the port; the caller owns it.</summary>
    public Socket Listen(int backlog = 4096)
    {
        Socket listener = NewSocket();
        listener.Bind(Address);
        listener.Listen(backlog);
        return listener;
    }

    public void Dispose() => _holder.Dispose();

    private static Socket NewSocket()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        // On Linux .NET sets SO_REUSEPORT with this, which lets holder and listener share the port.
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        return socket;
    }
}
