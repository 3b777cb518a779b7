using System;
using System.Net.Http;
using System.Net.Sockets;
using Gyrfalcon.Proxy.Configuration;

namespace Gyrfalcon.Commands;

/// <summary>Asks the admin address of a running process.</summary>
internal static class AdminClient
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>A client whose every request goes to <paramref name="address"/>, whatever its URL says.</summary>
    internal static HttpClient Create(AdminAddress address)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (_, stop) =>
            {
                bool isUnix = address.UnixPath is not null;
                var socket = new Socket(isUnix ? AddressFamily.Unix : address.Ip!.AddressFamily, SocketType.Stream, isUnix ? ProtocolType.Unspecified : ProtocolType.Tcp);
                try
                {
                    if (address.UnixPath is { } path) await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), stop);
                    else await socket.ConnectAsync(address.Ip!, address.Port, stop);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        };
        return new HttpClient(handler) { Timeout = Patience };
    }
}
