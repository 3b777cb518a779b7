using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;

namespace Gyrfalcon.Dashboard.Tests;

/// <summary>One server that answers on every address of this machine, so that it passes for thousands of endpoints.</summary>
internal sealed class EverywhereOrigin : IDisposable
{
    private static readonly byte[] Answer = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

    private readonly TcpListener _listener = new(IPAddress.Any, 0);

    internal EverywhereOrigin()
    {
        _listener.Start(1024);
        _ = AcceptAsync();
    }

    /// <summary>The address of one of 60,000.</summary>
    internal string UrlOf(int number) => $"http://127.1.{number / 250}.{(number % 250) + 1}:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptSocketAsync());
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private static async Task ServeAsync(Socket socket)
    {
        try
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            using var reader = new StreamReader(stream, Encoding.ASCII);
            while (await reader.ReadLineAsync() is { } line)
            {
                if (line.Length == 0) await stream.WriteAsync(Answer);
            }
        }
        catch (Exception end) when (end is IOException or SocketException)
        {
            // The proxy has closed it.
        }
    }
}
