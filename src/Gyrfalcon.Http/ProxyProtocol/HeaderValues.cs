using System;
using System.Buffers.Binary;

namespace Gyrfalcon.Http.ProxyProtocol;

/// <summary>The typed values behind the addresses of a binary header (TLVs, PROXY protocol §2.2). Types that are not known are passed over; one that is known and comes twice is refused.</summary>
internal ref struct HeaderValues(ReadOnlySpan<byte> header, int start)
{
    internal const byte TypeProtocol = 0x01;
    internal const byte TypeAuthority = 0x02;
    internal const byte TypeChecksum = 0x03;
    internal const byte TypeUniqueId = 0x05;
    internal const byte TypeTls = 0x20;
    internal const byte TypeTlsVersion = 0x21;
    internal const byte TypeCommonName = 0x22;

    /// <summary>The client spoke TLS; has shown a certificate on this connection; in this session.</summary>
    internal const byte ClientTls = 1;
    internal const byte ClientCertificate = 2;
    internal const byte ClientCertificateInSession = 4;

    /// <summary>Type and length.</summary>
    internal const int Overhead = 3;

    /// <summary>What comes before the values inside of <see cref="TypeTls"/>.</summary>
    internal const int TlsFixedLength = 5;

    private readonly ReadOnlySpan<byte> _header = header;
    private readonly int _start = start;
    private byte[]? _protocol;
    private byte[]? _authority;
    private byte[]? _uniqueId;
    private byte[]? _tlsVersion;
    private byte[]? _commonName;
    private bool _hasTls;
    private byte _client;
    private bool _isVerified;
    private int _checksumAt;

    /// <summary>Reads all of them; the rule that one of them breaks, or null.</summary>
    internal Violation? Read()
    {
        Violation? violation = ReadFrom(_start, _header.Length, inTls: false);
        if (violation is not null || _checksumAt == 0) return violation;
        uint said = BinaryPrimitives.ReadUInt32BigEndian(_header[_checksumAt..]);
        return Checksum.Of(_header, _checksumAt) == said ? null : Violation.ProxyChecksum;
    }

    internal readonly ProxyHeader AddTo(ProxyHeader header) => header with
    {
        Protocol = _protocol,
        Authority = _authority,
        UniqueId = _uniqueId,
        Tls = (_client & ClientTls) == 0 ? null : new ProxyHeaderTls(
            _tlsVersion ?? [], _commonName ?? [], (_client & (ClientCertificate | ClientCertificateInSession)) != 0, _isVerified),
    };

    private Violation? ReadFrom(int position, int end, bool inTls)
    {
        while (position < end)
        {
            if (end - position < Overhead) return Violation.ProxyValueLength;
            byte type = _header[position];
            int length = BinaryPrimitives.ReadUInt16BigEndian(_header[(position + 1)..]);
            position += Overhead;
            if (length > end - position) return Violation.ProxyValueLength;
            if ((inTls ? NoteInTls(type, position, length) : Note(type, position, length)) is { } violation) return violation;
            position += length;
        }

        return null;
    }

    private Violation? Note(byte type, int position, int length)
    {
        switch (type)
        {
            case TypeProtocol:
                return Keep(ref _protocol, position, length, ProxyHeader.MaxValue);
            case TypeAuthority:
                return Keep(ref _authority, position, length, ProxyHeader.MaxValue);
            case TypeUniqueId:
                return Keep(ref _uniqueId, position, length, ProxyHeader.MaxUniqueId);
            case TypeChecksum when _checksumAt != 0:
            case TypeTls when _hasTls:
                return Violation.ProxyValueTwice;
            case TypeChecksum:
                _checksumAt = position;
                return length == sizeof(uint) ? null : Violation.ProxyValueLength;
            case TypeTls:
                if (length < TlsFixedLength) return Violation.ProxyValueLength;
                _hasTls = true;
                _client = _header[position];
                _isVerified = BinaryPrimitives.ReadUInt32BigEndian(_header[(position + 1)..]) == 0;
                return ReadFrom(position + TlsFixedLength, position + length, inTls: true);
            default:
                return null;
        }
    }

    private Violation? NoteInTls(byte type, int position, int length) => type switch
    {
        TypeTlsVersion => Keep(ref _tlsVersion, position, length, ProxyHeader.MaxValue),
        TypeCommonName => Keep(ref _commonName, position, length, ProxyHeader.MaxValue),
        _ => null,
    };

    private readonly Violation? Keep(ref byte[]? value, int position, int length, int most)
    {
        if (value is not null) return Violation.ProxyValueTwice;
        if (length > most) return Violation.ProxyValueLength;
        value = _header.Slice(position, length).ToArray();
        return null;
    }
}
