using System;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Gyrfalcon.Testing;

/// <summary>A DNS server on loopback, UDP and TCP on one port, that says what the test wants and counts what it was asked.</summary>
public sealed class DnsServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, DnsRecord[]> _records = new(StringComparer.OrdinalIgnoreCase);
    private readonly Socket _datagrams;
    private readonly Socket _listener;
    private readonly Task _loops;
    private int _questions;
    private int _overTcp;

    public DnsServer()
    {
        // A port that is free for both.
        while (true)
        {
            _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _datagrams = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            try
            {
                _datagrams.Bind(_listener.LocalEndPoint!);
                break;
            }
            catch (SocketException)
            {
                _listener.Dispose();
                _datagrams.Dispose();
            }
        }

        _listener.Listen();
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _loops = Task.WhenAll(AnswerDatagramsAsync(), AcceptAsync());
    }

    public int Port { get; }

    public string Address => $"127.0.0.1:{Port}";

    public DnsMood Mood { get; set; }

    /// <summary>Questions so far, answered or not.</summary>
    public int Questions => Volatile.Read(ref _questions);

    /// <summary>Those of them that came over TCP.</summary>
    public int QuestionsOverTcp => Volatile.Read(ref _overTcp);

    /// <summary>Replaces all records of a name; none at all means that it is known and has none.</summary>
    public void Set(string name, params DnsRecord[] records) => _records[name] = records;

    /// <summary>The name is not known any more: NXDOMAIN.</summary>
    public void Forget(string name) => _records.TryRemove(name, out _);

    public async ValueTask DisposeAsync()
    {
        _datagrams.Dispose();
        _listener.Dispose();
        await _loops.Within("the DNS server to end");
    }

    private async Task AnswerDatagramsAsync()
    {
        byte[] room = new byte[4096];
        try
        {
            while (true)
            {
                SocketReceiveFromResult question = await _datagrams.ReceiveFromAsync(room, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0));
                if (Answer(room.AsSpan(0, question.ReceivedBytes), overTcp: false) is { } answer)
                    await _datagrams.SendToAsync(answer, SocketFlags.None, question.RemoteEndPoint);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
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
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            using (socket)
            {
                await using var stream = new NetworkStream(socket);
                byte[] length = new byte[2];
                while (true)
                {
                    await stream.ReadExactlyAsync(length);
                    byte[] question = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
                    await stream.ReadExactlyAsync(question);
                    if (Answer(question, overTcp: true) is not { } answer) continue;
                    BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)answer.Length);
                    await stream.WriteAsync((byte[])[.. length, .. answer]);
                }
            }
        }
        catch (Exception exception) when (exception is System.IO.IOException or ObjectDisposedException)
        {
            // The asker has gone.
        }
    }

    /// <summary>RFC 1035, section 4: header, the question again, answers that point at its name.</summary>
    private byte[]? Answer(ReadOnlySpan<byte> message, bool overTcp)
    {
        Interlocked.Increment(ref _questions);
        if (overTcp) Interlocked.Increment(ref _overTcp);
        if (Mood == DnsMood.Silent) return null;
        if (Mood == DnsMood.Babbling) return [.. message[..2], .. "HTTP/1.1 400 Bad Request\r\n\r\n"u8];

        int end = 12;
        var labels = new List<string>();
        for (; message[end] != 0; end += message[end] + 1)
            labels.Add(Encoding.ASCII.GetString(message.Slice(end + 1, message[end])));
        int type = BinaryPrimitives.ReadUInt16BigEndian(message[(end + 1)..]);
        ReadOnlySpan<byte> question = message[12..(end + 5)];
        bool isKnown = _records.TryGetValue(string.Join('.', labels), out DnsRecord[]? records);
        bool isCut = Mood == DnsMood.Truncating && !overTcp;
        DnsRecord[] found = isCut || Mood == DnsMood.Failing ? [] : [.. (records ?? []).Where(record => record.Type == type)];

        byte[] header = new byte[12];
        message[..2].CopyTo(header);
        header[2] = (byte)(isCut ? 0x87 : 0x85);
        header[3] = (byte)(0x80 | (Mood == DnsMood.Failing ? 2 : isKnown ? 0 : 3));
        header[5] = 1;
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(6), (ushort)found.Length);
        List<byte> answer = [.. header, .. question];
        byte[] fixedPart = new byte[12];
        foreach (DnsRecord record in found)
        {
            BinaryPrimitives.WriteUInt16BigEndian(fixedPart, 0xC00C);
            BinaryPrimitives.WriteUInt16BigEndian(fixedPart.AsSpan(2), (ushort)record.Type);
            BinaryPrimitives.WriteUInt16BigEndian(fixedPart.AsSpan(4), 1);
            BinaryPrimitives.WriteInt32BigEndian(fixedPart.AsSpan(6), record.Seconds);
            BinaryPrimitives.WriteUInt16BigEndian(fixedPart.AsSpan(10), (ushort)record.Data.Length);
            answer.AddRange(fixedPart);
            answer.AddRange(record.Data);
        }

        return [.. answer];
    }
}
