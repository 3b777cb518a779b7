using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Gyrfalcon.Commands;

/// <summary>
/// A very small HTTP/1.1 server for the demo; says its name in every answer. It talks to our own proxy only, which sends it well-formed requests.
/// </summary>
internal sealed class DemoOrigin : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    internal DemoOrigin(string name)
    {
        Name = name;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    internal string Name { get; }

    internal string Url => $"http://{_listener.LocalEndpoint}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException)
        {
            // Stopping.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                using var stream = new BufferedStream(client.GetStream(), 16 * 1024);
                while (await ReadHeadAsync(stream) is { } head) await AnswerAsync(stream, head);
            }
            catch (Exception end) when (end is IOException or OperationCanceledException or SocketException)
            {
                // The proxy closed the connection, or the demo ends.
            }
        }
    }

    private async Task<RequestText?> ReadHeadAsync(Stream stream)
    {
        var lines = new List<string>();
        while (await ReadLineAsync(stream) is { } line)
        {
            if (line.Length > 0)
            {
                lines.Add(line);
                continue;
            }

            if (lines.Count > 0) return new RequestText(lines);
        }

        return null;
    }

    private async Task<string?> ReadLineAsync(Stream stream)
    {
        var line = new StringBuilder();
        byte[] one = new byte[1];
        while (await stream.ReadAsync(one, _stop.Token) == 1)
        {
            if (one[0] == '\n') return line.ToString().TrimEnd('\r');
            line.Append((char)one[0]);
        }

        return null;
    }

    private async Task AnswerAsync(Stream stream, RequestText request)
    {
        if (request.Expects100) await WriteAsync(stream, "HTTP/1.1 100 Continue\r\n\r\n");
        switch (request.Path)
        {
            case "/stream":
                await WriteAsync(stream, Head("text/plain", "Transfer-Encoding: chunked"));
                for (int i = 1; i <= 5; i++)
                {
                    string line = $"{i} from {Name}\n";
                    await WriteAsync(stream, $"{line.Length:x}\r\n{line}\r\n");
                    await Task.Delay(TimeSpan.FromSeconds(1), _stop.Token);
                }

                await WriteAsync(stream, "0\r\n\r\n");
                break;
            case "/echo":
                byte[] body = await ReadBodyAsync(stream, request);
                await WriteAsync(stream, Head("application/octet-stream", $"Content-Length: {body.Length}"));
                await stream.WriteAsync(body, _stop.Token);
                break;
            case { } path when path.StartsWith("/bytes/", StringComparison.Ordinal) && long.TryParse(path[7..], NumberStyles.None, CultureInfo.InvariantCulture, out long count):
                await WriteAsync(stream, Head("application/octet-stream", $"Content-Length: {count}"));
                byte[] block = new byte[64 * 1024];
                for (long rest = count; rest > 0; rest -= block.Length)
                {
                    await stream.WriteAsync(block.AsMemory(0, (int)Math.Min(rest, block.Length)), _stop.Token);
                }

                break;
            default:
                await ReadBodyAsync(stream, request);
                string text = $"Hello from {Name}.\n";
                await WriteAsync(stream, Head("text/plain", $"Content-Length: {text.Length}") + (request.Method == "HEAD" ? "" : text));
                break;
        }

        await stream.FlushAsync(_stop.Token);
    }

    private string Head(string type, string framing) => $"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\n{framing}\r\nX-Served-By: {Name}\r\n\r\n";

    private async Task WriteAsync(Stream stream, string text)
    {
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text), _stop.Token);
        await stream.FlushAsync(_stop.Token);
    }

    private async Task<byte[]> ReadBodyAsync(Stream stream, RequestText request)
    {
        using var body = new MemoryStream();
        if (!request.IsChunked)
        {
            await CopyAsync(stream, body, request.ContentLength);
            return body.ToArray();
        }

        while (true)
        {
            int size = int.Parse((await ReadLineAsync(stream))!, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            await CopyAsync(stream, body, size);
            string? line = await ReadLineAsync(stream);
            while (size == 0 && line?.Length > 0) line = await ReadLineAsync(stream);
            if (size == 0) return body.ToArray();
        }
    }

    private async Task CopyAsync(Stream source, Stream destination, long count)
    {
        byte[] block = new byte[16 * 1024];
        while (count > 0)
        {
            int got = await source.ReadAsync(block.AsMemory(0, (int)Math.Min(count, block.Length)), _stop.Token);
            if (got == 0) throw new IOException("The request ended early.");
            destination.Write(block, 0, got);
            count -= got;
        }
    }

    /// <summary>A request's first line and fields as text.</summary>
    private sealed class RequestText(List<string> lines)
    {
        internal string Method => lines[0].Split(' ')[0];

        internal string Path => lines[0].Split(' ')[1].Split('?')[0];

        internal bool IsChunked => Value("transfer-encoding") is not null;

        internal long ContentLength => Value("content-length") is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : 0;

        internal bool Expects100 => Value("expect") is not null;

        private string? Value(string name)
        {
            foreach (string line in lines)
            {
                int colon = line.IndexOf(':', StringComparison.Ordinal);
                if (colon > 0 && line.AsSpan(0, colon).Equals(name, StringComparison.OrdinalIgnoreCase)) return line[(colon + 1)..].Trim();
            }

            return null;
        }
    }
}
