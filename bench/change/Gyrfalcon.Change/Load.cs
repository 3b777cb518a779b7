using System;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Gyrfalcon.Change;

/// <summary>Clients that ask one request after the other, as fast as they are answered, a few hundred on each connection. Nothing is repeated: what fails counts.</summary>
internal sealed class Load(IPEndPoint address, Func<Phase> phase, CancellationToken end)
{
    private const int RequestsOnConnection = 300;
    private static readonly byte[] Request = "GET /14 HTTP/1.1\r\nHost: a.example\r\n\r\n"u8.ToArray();
    private static readonly byte[] Body = "\r\n\r\nabcdefghijklm\n"u8.ToArray();

    internal async Task RunAsync()
    {
        byte[] buffer = new byte[4096];
        while (!end.IsCancellationRequested)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            Phase during = phase();
            try
            {
                await socket.ConnectAsync(address);
                for (int i = 0; i < RequestsOnConnection && !end.IsCancellationRequested; i++)
                {
                    during = phase();
                    long start = Stopwatch.GetTimestamp();
                    await socket.SendAsync(Request);
                    int length = 0;
                    while (length == 0 || !buffer.AsSpan(0, length).EndsWith(Body))
                    {
                        int count = await socket.ReceiveAsync(buffer.AsMemory(length));
                        if (count == 0) throw new SocketException((int)SocketError.ConnectionReset);
                        length += count;
                    }

                    bool isWell = buffer.AsSpan(0, length).StartsWith("HTTP/1.1 200 "u8);
                    if (isWell) during.Add(start);
                    else during.Fail(Encoding.ASCII.GetString(buffer, 0, Math.Min(length, 60)));

                    // Who is told so begins anew.
                    if (buffer.AsSpan(0, length).IndexOf("Connection: close"u8) >= 0) break;
                }
            }
            catch (SocketException failure)
            {
                during.Fail(failure.Message);
            }
        }
    }
}
