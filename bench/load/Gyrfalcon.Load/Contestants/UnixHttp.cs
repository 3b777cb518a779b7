using System;
using System.Net.Http;
using System.Net.Sockets;

namespace Gyrfalcon.Load.Contestants;

/// <summary>Asks a server that listens on a Unix socket.</summary>
internal static class UnixHttp
{
    /// <summary>The body of the answer.</summary>
    public static string Get(string socket, string path)
    {
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellation);
                return new NetworkStream(connection, ownsSocket: true);
            },
        };
        using var client = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(10) };
        return client.GetStringAsync(new Uri("http://localhost" + path)).GetAwaiter().GetResult();
    }
}
