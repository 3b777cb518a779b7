using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;

namespace Gyrfalcon.Simulation.Peers;

/// <summary>
/// The first bytes of a connection that nobody on its way opens: a ClientHello (RFC 8446 §4.1.2) of which every byte follows from what it says, so that a crossed or torn one shows. What follows it stands in for TLS: it is
/// as opaque to the proxy, and both ends know every byte of it.
/// </summary>
/// <param name="Id">The connection's number, in the session id.</param>
/// <param name="Up">Bytes that the client sends behind it.</param>
/// <param name="Down">Bytes that the origin sends behind <see cref="AnswerPrefix"/>.</param>
internal sealed record SealedHello(long Id, int Up, int Down)
{
    /// <summary>What an answer begins with, before the connection's number: no alert does.</summary>
    internal const byte AnswerPrefix = 22;

    /// <summary>Bytes of the prefix and the number.</summary>
    internal const int AnswerHeader = 9;

    /// <summary>Content type of an alert.</summary>
    internal const byte Alert = 21;

    private const int RecordHeader = 5;
    private const int MessageHeader = 4;
    private const int SessionId = MessageHeader + 2 + 32 + 1;

    /// <summary>The client half-closes when it has said all, and the origin waits for that; otherwise the origin ends the connection when it has heard all.</summary>
    internal bool ClientEnds => Id % 2 == 0;

    /// <summary>The origin speaks before it has heard all.</summary>
    internal bool AnswersAtOnce => Id % 3 == 0;

    /// <summary>Bytes that the client sends behind the hello.</summary>
    internal byte[] Question => PeerBody.Of(Id, Up);

    /// <summary>The bytes of the connection's other direction.</summary>
    internal byte[] Answer
    {
        get
        {
            byte[] answer = new byte[AnswerHeader + Down];
            answer[0] = AnswerPrefix;
            BinaryPrimitives.WriteInt64BigEndian(answer.AsSpan(1), Id);
            PeerBody.Of(~Id, Down).CopyTo(answer, AnswerHeader);
            return answer;
        }
    }

    /// <summary>Whether <paramref name="body"/>, without the header, is this connection's answer.</summary>
    internal bool IsAnswer(ReadOnlySpan<byte> body) => body.Length == Down && PeerBody.IsOf(~Id, body);

    /// <summary>The records of a hello that asks for <paramref name="name"/>; empty to ask for none.</summary>
    internal byte[] Write(string name)
    {
        byte[] message = Message(name);
        var records = new List<byte>();
        int longest = 1 + (int)(Id * 37 % 700);
        for (int at = 0; at < message.Length; at += longest)
        {
            int length = Math.Min(longest, message.Length - at);
            records.AddRange([22, 3, 1, (byte)(length >> 8), (byte)length]);
            records.AddRange(message.AsSpan(at, length));
        }

        return [.. records];
    }

    /// <summary>What a hello of these bytes says, if they are those of one that asks for one of <paramref name="names"/>; null otherwise.</summary>
    /// <param name="records">The bytes.</param>
    /// <param name="message">The same without the records' headers.</param>
    /// <param name="names">As the clients spell them.</param>
    internal static SealedHello? Read(ReadOnlySpan<byte> records, ReadOnlySpan<byte> message, IReadOnlyList<string> names)
    {
        ReadOnlySpan<byte> said = message.Slice(SessionId, 16);
        var hello = new SealedHello(BinaryPrimitives.ReadInt64BigEndian(said), BinaryPrimitives.ReadInt32BigEndian(said[8..]), BinaryPrimitives.ReadInt32BigEndian(said[12..]));
        foreach (string name in names)
        {
            if (records.SequenceEqual(hello.Write(name))) return hello;
        }

        return null;
    }

    /// <summary>The length of a record's content, by its header.</summary>
    internal static int LengthOf(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadUInt16BigEndian(header[3..]);

    /// <summary>Whether all of the message is there.</summary>
    internal static bool IsWhole(ReadOnlySpan<byte> message) => message.Length >= MessageHeader && message.Length >= MessageHeader + ((message[1] << 16) | (message[2] << 8) | message[3]);

    /// <summary>Bytes of a record's header.</summary>
    internal static int HeaderLength => RecordHeader;

    private byte[] Message(string name)
    {
        var body = new List<byte> { 3, 3 };
        body.AddRange(PeerBody.Of(Id, 32));
        byte[] session = new byte[32];
        BinaryPrimitives.WriteInt64BigEndian(session, Id);
        BinaryPrimitives.WriteInt32BigEndian(session.AsSpan(8), Up);
        BinaryPrimitives.WriteInt32BigEndian(session.AsSpan(12), Down);
        body.Add(32);
        body.AddRange(session);
        body.AddRange([0, 2, 0x13, 1, 1, 0]);
        var extensions = new List<byte>();
        Extend(extensions, 21, new byte[(int)(Id % 11 * 120)]);
        byte[] asked = Encoding.ASCII.GetBytes(name);
        if (asked.Length > 0) Extend(extensions, 0, [0, (byte)(asked.Length + 3), 0, 0, (byte)asked.Length, .. asked]);
        Extend(extensions, 43, [2, 3, 4]);
        body.AddRange([(byte)(extensions.Count >> 8), (byte)extensions.Count]);
        body.AddRange(extensions);
        return [1, 0, (byte)(body.Count >> 8), (byte)body.Count, .. body];
    }

    private static void Extend(List<byte> extensions, byte type, byte[] content)
    {
        extensions.AddRange([0, type, (byte)(content.Length >> 8), (byte)content.Length]);
        extensions.AddRange(content);
    }
}
