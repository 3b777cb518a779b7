using System;
using System.Buffers.Binary;
using System.Net;

namespace Gyrfalcon.Http.ProxyProtocol;

/// <summary>The binary header of version 2 (PROXY protocol §2.2).</summary>
internal static class BinaryHeader
{
    /// <summary>Signature, version and command, family and protocol, length of the rest.</summary>
    internal const int FixedLength = 16;

    internal const byte VersionTwo = 0x20;
    internal const byte CommandLocal = 0;
    internal const byte CommandProxy = 1;
    internal const byte FamilyUnspecified = 0x00;
    internal const byte FamilyTcp4 = 0x11;
    internal const byte FamilyTcp6 = 0x21;
    internal const byte FamilyUnixStream = 0x31;

    private const int LengthAt = 14;

    internal static ReadOnlySpan<byte> Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    /// <summary>Reads bytes that begin with <see cref="Signature"/>.</summary>
    internal static ProxyHeaderRead Read(ReadOnlySpan<byte> input)
    {
        if (input.Length <= Signature.Length) return ProxyHeaderRead.Incomplete;
        int command = input[Signature.Length] & 0x0F;
        if ((input[Signature.Length] & 0xF0) != VersionTwo || command > CommandProxy) return ProxyHeaderRead.Refused(Violation.ProxyCommand);
        if (input.Length <= Signature.Length + 1) return ProxyHeaderRead.Incomplete;
        byte family = input[Signature.Length + 1];
        if (command == CommandProxy && AddressLengthOf(family) < 0) return ProxyHeaderRead.Refused(Violation.ProxyFamily);
        if (input.Length < FixedLength) return ProxyHeaderRead.Incomplete;
        int length = FixedLength + BinaryPrimitives.ReadUInt16BigEndian(input[LengthAt..]);
        if (length > ProxyHeader.MaxLength) return ProxyHeaderRead.Refused(Violation.ProxyHeaderTooLong);
        if (command == CommandProxy && length < FixedLength + AddressLengthOf(family)) return ProxyHeaderRead.Refused(Violation.ProxyAddressLength);
        if (input.Length < length) return ProxyHeaderRead.Incomplete;

        // Of a proxy that speaks for itself nothing else counts (§2.2), and without a family nobody can tell where addresses end and values begin.
        if (command == CommandLocal) return ProxyHeaderRead.Complete(new ProxyHeader { Version = ProxyHeaderVersion.V2, IsLocal = true }, length);
        if (family == FamilyUnspecified) return ProxyHeaderRead.Complete(new ProxyHeader { Version = ProxyHeaderVersion.V2 }, length);

        var values = new HeaderValues(input[..length], FixedLength + AddressLengthOf(family));
        if (values.Read() is { } violation) return ProxyHeaderRead.Refused(violation);
        return ProxyHeaderRead.Complete(values.AddTo(Addresses(input[FixedLength..], family)), length);
    }

    /// <summary>Bytes of both addresses and ports; -1 for what cannot be on a TCP connection, or is no family.</summary>
    private static int AddressLengthOf(byte family) => family switch
    {
        FamilyUnspecified => 0,
        FamilyTcp4 => 12,
        FamilyTcp6 => 36,
        FamilyUnixStream => 216,
        _ => -1,
    };

    private static ProxyHeader Addresses(ReadOnlySpan<byte> bytes, byte family)
    {
        if (family == FamilyUnixStream) return new ProxyHeader { Version = ProxyHeaderVersion.V2 };
        int size = family == FamilyTcp4 ? 4 : 16;
        return new ProxyHeader
        {
            Version = ProxyHeaderVersion.V2,
            Source = new IPAddress(bytes[..size]),
            Destination = new IPAddress(bytes.Slice(size, size)),
            SourcePort = BinaryPrimitives.ReadUInt16BigEndian(bytes[(2 * size)..]),
            DestinationPort = BinaryPrimitives.ReadUInt16BigEndian(bytes[((2 * size) + 2)..]),
        };
    }
}
