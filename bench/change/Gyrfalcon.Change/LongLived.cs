using System;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Testing;

namespace Gyrfalcon.Change;

/// <summary>Exchanges that last for the whole run: WebSockets, downloads and uploads, over plain connections and TLS. Each tells at its end what was wrong with it, or null.</summary>
internal sealed class LongLived(IPEndPoint plain, IPEndPoint secure, CancellationToken end)
{
    private const int Piece = 8192;

    /// <summary>How many messages came back.</summary>
    internal long Echoes => Volatile.Read(ref _echoes);

    private long _echoes;

    /// <summary>What the origin does for them.</summary>
    internal static void Serve(TestOrigin origin, CancellationToken end)
    {
        origin.Handle("/long/socket", static async exchange =>
        {
            await exchange.SendAsync("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
            exchange.CloseAfterwards = true;
            byte[] buffer = new byte[4096];
            for (int count = 1; count > 0;)
            {
                count = await exchange.Stream.ReadAsync(buffer);
                await exchange.Stream.WriteAsync(buffer.AsMemory(0, count));
            }
        });
        origin.Handle("/long/download", async exchange =>
        {
            await exchange.SendHeadAsync(200, "Transfer-Encoding: chunked\r\n");
            long offset = 0;
            while (!end.IsCancellationRequested)
            {
                await exchange.SendAsync(Piece.ToString("x", CultureInfo.InvariantCulture) + "\r\n");
                await exchange.Stream.WriteAsync(Pattern.At(offset, Piece));
                await exchange.SendAsync("\r\n");
                offset += Piece;
                await Task.Delay(20);
            }

            await exchange.SendAsync("0\r\n\r\n");
        });
        origin.Handle("/long/upload", static async exchange =>
        {
            long bytes = await exchange.Request.Body.ReadPatternAsync();
            await exchange.ReplyAsync(string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"));
        });
    }

    internal async Task<string?> SocketAsync(int number)
    {
        await using RawClient client = await ConnectAsync(number);
        await client.SendAsync("GET /long/socket HTTP/1.1\r\nHost: a.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        if ((await client.ReadHeadAsync()).Status is not 101 and var status) return $"WebSocket {number} was answered {status}";
        for (int message = 0; !end.IsCancellationRequested; message++)
        {
            byte[] bytes = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"socket {number:000} message {message:000000}"));
            await client.SendAsync(bytes);
            byte[] back = await client.Reader.ReadExactlyAsync(bytes.Length).Within("a message to come back");
            if (!back.AsSpan().SequenceEqual(bytes)) return $"WebSocket {number} got another message than it sent";
            Interlocked.Increment(ref _echoes);
            await Task.Delay(100);
        }

        return null;
    }

    internal async Task<string?> DownloadAsync(int number)
    {
        await using RawClient client = await ConnectAsync(number);
        await client.SendAsync("GET /long/download HTTP/1.1\r\nHost: a.example\r\n\r\n");
        WireResponse response = await client.ReadHeadAsync();
        return response.Status == 200 && await response.Body.ReadPatternAsync() > 0 ? null : $"download {number} was answered {response.Status}";
    }

    internal async Task<string?> UploadAsync(int number)
    {
        await using RawClient client = await ConnectAsync(number);
        await client.SendAsync("POST /long/upload HTTP/1.1\r\nHost: a.example\r\nTransfer-Encoding: chunked\r\n\r\n");
        long offset = 0;
        for (; !end.IsCancellationRequested; offset += Piece)
        {
            await client.SendAsync(Piece.ToString("x", CultureInfo.InvariantCulture) + "\r\n");
            await client.SendAsync(Pattern.At(offset, Piece));
            await client.SendAsync("\r\n");
            await Task.Delay(20);
        }

        await client.SendAsync("0\r\n\r\n");
        WireResponse response = await client.ReadResponseAsync();
        string text = await response.TextAsync();
        return response.Status == 200 && text.StartsWith(string.Create(CultureInfo.InvariantCulture, $"{offset} "), StringComparison.Ordinal) ? null : $"upload {number} of {offset} bytes was answered {response.Status} {text}";
    }

    private Task<RawClient> ConnectAsync(int number) => number % 2 == 0
        ? RawClient.ConnectAsync(plain)
        : RawClient.ConnectAsync(secure, new SslClientAuthenticationOptions { TargetHost = "a.example", RemoteCertificateValidationCallback = static (_, _, _, _) => true });
}
