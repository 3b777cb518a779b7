using System;
using System.Net;
using System.Net.Sockets;

namespace Gyrfalcon.Load.Processes;

/// <summary>Loopback ports that nobody listens on, below the range from which the kernel takes the ports of outgoing connections.</summary>
internal sealed class FreePorts
{
    private const int First = 20_000;
    private const int Last = 32_000;

    private int _next = First + (Environment.ProcessId * 37 % (Last - First));

    public int Take()
    {
        for (var tried = 0; tried < Last - First; tried++)
        {
            var port = _next;
            _next = _next + 1 < Last ? _next + 1 : First;
            if (IsFree(port))
                return port;
        }

        throw new LoadException($"No port between {First} and {Last} is free on 127.0.0.1.");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
