using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Gyrfalcon.Testing;

namespace Gyrfalcon.EndToEnd.Tests.Strictness;

/// <summary>
/// An endpoint that reads requests with <see cref="StrictParser"/> alone and remembers them by the client's address, which the proxy tells in X-Forwarded-For:
/// so every client of a test connects from a loopback address of its own. What breaks a rule is remembered too.
/// </summary>
internal sealed partial class RecordingOrigin : IAsyncDisposable
{
    private readonly HeldPort _port = new();
    private readonly Socket _listener;
    private readonly Func<StrictMessage, OriginReply> _reply;
    private readonly ConcurrentDictionary<string, List<StrictMessage>> _requests = new();
    private readonly ConcurrentDictionary<string, string> _unfinished = new();
    private readonly ConcurrentQueue<string> _violations = new();

    internal RecordingOrigin(Func<StrictMessage, OriginReply> reply)
    {
        _reply = reply;
        _listener = _port.Listen();
        _ = AcceptAsync();
    }

    internal string Url => _port.Url;

    /// <summary>What the proxy sent that no sender may send.</summary>
    internal IReadOnlyList<string> Violations => [.. _violations];

    /// <summary>The complete requests of the client with this address, in their order.</summary>
    internal IReadOnlyList<StrictMessage> RequestsOf(IPAddress client)
    {
        if (!_requests.TryGetValue(client.ToString(), out List<StrictMessage>? requests))
            return [];
        lock (requests)
            return [.. requests];
    }

    /// <summary>What arrived of a request of this client that never became whole.</summary>
    internal string UnfinishedOf(IPAddress client) => _unfinished.GetValueOrDefault(client.ToString(), "");

    public ValueTask DisposeAsync()
    {
        _listener.Dispose();
        _port.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptAsync());
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using Socket owned = socket;
        socket.NoDelay = true;
        string text = "";
        int start = 0;
        byte[] buffer = new byte[32 * 1024];
        try
        {
            bool askedToGoOn = false;
            while (true)
            {
                if (StrictParser.Request(text, start) is not { } request)
                {
                    if (!askedToGoOn && ExpectsContinue().IsMatch(text[start..]))
                    {
                        askedToGoOn = true;
                        await socket.SendAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray());
                    }

                    int count = await socket.ReceiveAsync(buffer);
                    if (count == 0)
                        break;
                    text = text[start..] + Encoding.Latin1.GetString(buffer, 0, count);
                    start = 0;
                    continue;
                }

                start = request.End;
                askedToGoOn = false;
                Remember(request);
                OriginReply reply = _reply(request);
                await PieceSender.SendAsync(socket, reply.Pieces);
                if (reply.Taken is { } taken)
                {
                    await PieceSender.ReadByPeerAsync(socket);
                    taken.TrySetResult();
                }

                if (reply.Then == AfterReply.StayOpen)
                    continue;
                if (reply.Then == AfterReply.Reset)
                    socket.LingerState = new LingerOption(true, 0);
                break;
            }
        }
        catch (SocketException)
        {
            // The proxy reset the connection.
        }
        catch (WireViolationException violation)
        {
            _violations.Enqueue($"{violation.Message} In: {text[start..]}");
        }
        finally
        {
            if (start < text.Length)
                RememberUnfinished(text[start..]);
        }
    }

    private void Remember(StrictMessage request)
    {
        if (request.Fields["X-Forwarded-For"] is not { } client)
        {
            _violations.Enqueue($"A request without X-Forwarded-For: {request.Shown()}");
            return;
        }

        List<StrictMessage> requests = _requests.GetOrAdd(client, _ => []);
        lock (requests)
            requests.Add(request);
    }

    private void RememberUnfinished(string rest)
    {
        if (ForwardedFor().Match(rest) is { Success: true } match)
            _unfinished[match.Groups["client"].Value] = rest;
        else
            _violations.Enqueue($"Half a head: {rest}");
    }

    [GeneratedRegex("\r\nX-Forwarded-For: (?<client>[0-9.]+)\r\n")]
    private static partial Regex ForwardedFor();

    [GeneratedRegex("\r\nExpect: 100-continue\r\n.*\r\n\r\n", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex ExpectsContinue();
}

/// <summary>What the endpoint does with its connection after a reply.</summary>
internal enum AfterReply
{
    StayOpen,
    Close,
    Reset,
}

/// <summary>What the endpoint answers.</summary>
/// <param name="Pieces">Each is sent after the proxy has read the one before.</param>
/// <param name="Then">What becomes of the connection.</param>
internal sealed record OriginReply(IReadOnlyList<string> Pieces, AfterReply Then = AfterReply.StayOpen)
{
    /// <summary>Told when the proxy has taken all pieces, or gone.</summary>
    internal TaskCompletionSource? Taken { get; init; }

    /// <summary>200 with a body that repeats the request's target.</summary>
    internal static OriginReply Echo(StrictMessage request)
    {
        string body = request.Method == "HEAD" ? "" : request.Target;
        return new OriginReply([$"HTTP/1.1 200 OK\r\nContent-Length: {request.Target.Length}\r\n\r\n{body}"]);
    }
}
