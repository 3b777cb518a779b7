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
    private static readonly byte[] Failure = Encoding.ASCII.GetBytes("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n");

    private readonly TcpListener _listener = new(IPAddress.Any, 0);

    internal EverywhereOrigin()
    {
        _listener.Start(1024);
        _ = AcceptAsync();
    }

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The address of one of 60,000.</summary>
    internal string UrlOf(int number) => $"http://127.1.{number / 250}.{(number % 250) + 1}:{Port}";

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

    /// <summary>Answers after some milliseconds; slowly below /checkout; and at addresses that end in .13, a few of a hundred fail.</summary>
    private static async Task ServeAsync(Socket socket)
    {
        try
        {
            bool fails = socket.LocalEndPoint is IPEndPoint { Address: { } address } && address.ToString().EndsWith(".13", StringComparison.Ordinal);
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            using var reader = new StreamReader(stream, Encoding.ASCII);
            string? request = null;
            while (await reader.ReadLineAsync() is { } line)
            {
                request ??= line;
                if (line.Length > 0) continue;
                if (request.Contains(" /checkout", StringComparison.Ordinal)) await Task.Delay(Random.Shared.Next(60, 260));
                else if (request.Contains(" /api", StringComparison.Ordinal)) await Task.Delay(Random.Shared.Next(2, 40));
                await stream.WriteAsync(fails && Random.Shared.Next(100) < 9 ? Failure : Answer);
                request = null;
            }
        }
        catch (Exception end) when (end is IOException or SocketException)
        {
            // The proxy has closed it.
        }
    }
}
