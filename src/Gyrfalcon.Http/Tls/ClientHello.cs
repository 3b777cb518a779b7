using System;

namespace Gyrfalcon.Http.Tls;

/// <summary>
/// The first message of a TLS connection, read for the name that the client asks for and no further (RFC 8446 §4.1.2, RFC 6066 §3). What two parties could read differently, such as a name
/// that is given twice, is refused.
/// </summary>
public static class ClientHello
{
    /// <summary>The most bytes that the records of a ClientHello may take, their headers included: a client that offers every key exchange of today needs less than a third of it.</summary>
    public const int MostBytes = 16 * 1024;

    /// <summary>The most bytes of a name (RFC 1035 §2.3.4).</summary>
    public const int LongestName = 255;

    /// <summary>Content type of a record that belongs to a handshake (RFC 8446 §5.1).</summary>
    public const byte HandshakeRecord = 22;

    private const byte ClientHelloMessage = 1;
    private const int ServerNameExtension = 0;
    private const byte HostName = 0;

    /// <summary>Reads the name out of the first bytes of a connection.</summary>
    /// <param name="bytes">All that has arrived, from the first record's header on; what follows the message is not looked at.</param>
    /// <param name="name">Room for the name in lower case, without a dot at its end: <see cref="LongestName"/> bytes.</param>
    /// <param name="length">Bytes of the name; 0 if the client asks for none.</param>
    public static ClientHelloStatus TryRead(ReadOnlySpan<byte> bytes, Span<byte> name, out int length)
    {
        length = 0;
        var message = new HandshakeBytes(bytes);
        int type = message.Next(1);
        if (type != ClientHelloMessage) return message.Failure;

        // The whole of it must be there and hold together before its name counts.
        int rest = message.Next(3);
        if (rest < 0 || rest > MostBytes) return message.Failure;
        bool isSound = message.TrySkip(2 + 32, ref rest) // legacy_version, random
            && message.TrySkipVector(1, ref rest) // legacy_session_id
            && message.TrySkipVector(2, ref rest) // cipher_suites
            && message.TrySkipVector(1, ref rest); // legacy_compression_methods
        if (!isSound) return message.Failure;
        if (rest == 0) return ClientHelloStatus.Complete;

        // Nothing follows the extensions.
        if (!message.TryLength(2, ref rest, out int extensions) || extensions != rest) return message.Failure;
        bool hasName = false;
        while (rest > 0)
        {
            if (!message.TryNumber(2, ref rest, out int extension) || !message.TryLength(2, ref rest, out int size)) return message.Failure;
            if (extension == ServerNameExtension)
            {
                if (hasName || !TryReadNames(ref message, size, name, out length)) return message.Failure;
                hasName = true;
                rest -= size;
            }
            else if (!message.TrySkip(size, ref rest))
            {
                return message.Failure;
            }
        }

        return ClientHelloStatus.Complete;
    }

    /// <summary>The extension is a list, but names of other types than host_name were never made, and of this there is one (RFC 6066 §3).</summary>
    private static bool TryReadNames(ref HandshakeBytes message, int rest, Span<byte> name, out int length)
    {
        length = 0;
        if (!message.TryLength(2, ref rest, out int list) || list != rest) return false;
        if (!message.TryNumber(1, ref rest, out int type) || type != HostName) return false;
        if (!message.TryLength(2, ref rest, out int size) || size != rest || size is 0 or > LongestName) return false;
        for (int i = 0; i < size; i++)
        {
            int letter = message.Next(1);
            if (letter is <= 0x20 or >= 0x7F) return false;
            name[i] = (byte)(letter is >= 'A' and <= 'Z' ? letter | 0x20 : letter);
        }

        length = name[size - 1] == '.' ? size - 1 : size;
        return length > 0;
    }

    /// <summary>The bytes of handshake messages, with the headers of the records that carry them taken out.</summary>
    private ref struct HandshakeBytes(ReadOnlySpan<byte> bytes)
    {
        private const int HeaderLength = 5;
        private const int LongestRecord = 1 << 14;

        private readonly ReadOnlySpan<byte> _bytes = bytes[..Math.Min(bytes.Length, MostBytes)];
        private int _at;
        private int _ofRecord;
        private bool _isShort;
        private bool _isBroken;

        /// <summary>Why it could not be read to its end.</summary>
        internal readonly ClientHelloStatus Failure => _isShort && !_isBroken && _bytes.Length < MostBytes ? ClientHelloStatus.NeedMore : ClientHelloStatus.Malformed;

        /// <summary>A number of one to three bytes; −1 if there is none.</summary>
        internal int Next(int count)
        {
            int number = 0;
            for (int i = 0; i < count; i++)
            {
                if (_ofRecord == 0 && !TryBeginRecord()) return -1;
                if (_at == _bytes.Length) return End();
                number = (number << 8) | _bytes[_at++];
                _ofRecord--;
            }

            return number;
        }

        /// <summary>A number within a structure of which <paramref name="rest"/> bytes are left.</summary>
        internal bool TryNumber(int count, ref int rest, out int number)
        {
            number = 0;
            if (rest < count) return false;
            number = Next(count);
            rest -= count;
            return number >= 0;
        }

        /// <summary>The length of something within a structure of which <paramref name="rest"/> bytes are left then; what does not fit is wrong.</summary>
        internal bool TryLength(int count, ref int rest, out int length) => TryNumber(count, ref rest, out length) && length <= rest;

        internal bool TrySkip(int count, ref int rest)
        {
            if (rest < count) return false;
            rest -= count;
            while (count > 0)
            {
                if (_ofRecord == 0 && !TryBeginRecord()) return false;
                int step = Math.Min(count, Math.Min(_ofRecord, _bytes.Length - _at));
                if (step == 0) return End() >= 0;
                _at += step;
                _ofRecord -= step;
                count -= step;
            }

            return true;
        }

        internal bool TrySkipVector(int lengthBytes, ref int rest) => TryLength(lengthBytes, ref rest, out int length) && TrySkip(length, ref rest);

        private bool TryBeginRecord()
        {
            ReadOnlySpan<byte> header = _bytes[_at..];
            if (header.Length > 0 && header[0] != HandshakeRecord) _isBroken = true;
            if (header.Length > 1 && header[1] != 3) _isBroken = true;
            if (header.Length < HeaderLength) return End() >= 0;
            _ofRecord = (header[3] << 8) | header[4];

            // An empty record of a handshake is not allowed (RFC 8446 §5.1).
            if (_ofRecord is 0 or > LongestRecord) _isBroken = true;
            _at += HeaderLength;
            return !_isBroken;
        }

        private int End()
        {
            _isShort = true;
            return -1;
        }
    }
}

/// <summary>How far the beginning of a TLS connection could be read.</summary>
public enum ClientHelloStatus
{
    /// <summary>More bytes are needed to tell.</summary>
    NeedMore,

    /// <summary>The message is there, and what it says of the name counts.</summary>
    Complete,

    /// <summary>This is no ClientHello that one could act upon.</summary>
    Malformed,
}
