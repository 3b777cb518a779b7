using System;
using System.Collections.Concurrent;
using System.Globalization;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

using Gyrfalcon.Testing;

namespace Gyrfalcon.Soak;

/// <summary>
/// An endpoint that does what the target of each request says: <c>/cluster/id/framing/size/conduct</c>. It can be killed and revived.
/// </summary>
public sealed class SoakOrigin : IAsyncDisposable
{
    private readonly HeldPort _port = new();
    private readonly ConcurrentDictionary<Socket, byte> _open = new();
    private readonly Tally _tally;
    private Socket? _listener;

    /// <summary>Starts; violations of what it receives are told to <paramref name="tally"/>.</summary>
    public SoakOrigin(Tally tally)
    {
        _tally = tally;
        Revive();
    }

    /// <summary>http://127.0.0.1:PORT.</summary>
    public string Url => _port.Url;

    /// <summary>Refuses connections and resets those that are open.</summary>
    public void Kill()
    {
        Interlocked.Exchange(ref _listener, null)?.Dispose();
        foreach (Socket socket in _open.Keys)
            Reset(socket);
    }

    /// <summary>Accepts (again).</summary>
    public void Revive()
    {
        Socket listener = _port.Listen();
        _listener = listener;
        _ = AcceptAsync(listener);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Kill();
        _port.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                Socket socket = await listener.AcceptAsync();
                socket.NoDelay = true;
                _open[socket] = 0;
                if (_listener != listener)
                    Reset(socket);
                _ = ServeAsync(socket);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Killed.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            var reader = new WireReader(stream);
            while (await MessageReader.ReadRequestAsync(reader) is { } request)
            {
                if (!await AnswerAsync(socket, stream, reader, request))
                    return;
            }
        }
        catch (WireViolationException violation)
        {
            _tally.Fail("an endpoint got", violation);
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or TimeoutException)
        {
            // The proxy closed the connection, because a client or this origin did something that it must close it for.
        }
        finally
        {
            _open.TryRemove(socket, out _);
        }
    }

    /// <summary>False when the connection has ended.</summary>
    private static async Task<bool> AnswerAsync(Socket socket, NetworkStream stream, WireReader reader, WireRequest request)
    {
        string[] parts = request.Target.Split('/');
        if (parts.Length != 6)
            throw new WireViolationException($"The target {request.Target} is nothing that a client asked for.");
        long id = long.Parse(parts[2], CultureInfo.InvariantCulture);
        long size = long.Parse(parts[4], CultureInfo.InvariantCulture);
        string conduct = parts[5];

        if (conduct == "tunnel")
        {
            await TextAsync(stream, "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n");
            byte[] buffer = new byte[16 * 1024];
            for (int count; (count = await reader.ReadAsync(buffer)) > 0;)
                await stream.WriteAsync(buffer.AsMemory(0, count));
            return false;
        }

        if (conduct == "early")
        {
            await TextAsync(stream, $"HTTP/1.1 200 OK\r\nX-Id: {id}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            return false;
        }

        if (request.WantsContinue)
            await TextAsync(stream, "HTTP/1.1 100 Continue\r\n\r\n");
        if (request.Fields["X-Size"] is { } told)
            await SoakBody.VerifyAsync(request.Body, id, long.Parse(told, CultureInfo.InvariantCulture));
        if (conduct == "hints")
            await TextAsync(stream, "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n");

        switch (conduct)
        {
            case "reset":
                Reset(socket);
                return false;
            case "close":
                return false;
            case "stall":
                await Task.Delay(TimeSpan.FromSeconds(4));
                return false;
            case "garbage":
                await TextAsync(stream, "SSH-2.0-OpenSSH_9.2\r\n\r\nHTTP/1.1 200 OK\r\n\r\n");
                return false;
        }

        string framing = parts[3] switch
        {
            "length" => string.Create(CultureInfo.InvariantCulture, $"Content-Length: {size}\r\n"),
            "chunked" => "Transfer-Encoding: chunked\r\n",
            "empty" => "",
            _ => "Connection: close\r\n",
        };
        int status = parts[3] == "empty" ? 204 : 200;
        await TextAsync(stream, $"HTTP/1.1 {status} Reason\r\nX-Id: {id}\r\nDate: Mon, 23 Nov 2026 00:00:00 GMT\r\n{framing}\r\n");
        if (request.Method != "HEAD" && status != 204)
        {
            bool breaks = conduct is "half-reset" or "half-close";
            await SoakBody.SendAsync(bytes => stream.WriteAsync(bytes).AsTask(), id, size, parts[3] == "chunked",
                breaks ? size / 2 : long.MaxValue, conduct == "slow" ? TimeSpan.FromMilliseconds(5) : default);
            if (conduct == "half-reset")
                Reset(socket);
            if (breaks)
                return false;
        }

        if (conduct == "surplus")
            await TextAsync(stream, "and more");
        return parts[3] != "close";
    }

    private static Task TextAsync(NetworkStream stream, string text) => stream.WriteAsync(Encoding.ASCII.GetBytes(text)).AsTask();

    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
            socket.Close();
        }
        catch (Exception exception) when (exception is ObjectDisposedException or SocketException)
        {
            // It ended by itself meanwhile.
        }
    }
}
