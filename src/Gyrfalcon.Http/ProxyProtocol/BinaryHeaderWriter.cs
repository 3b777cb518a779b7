using System;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Gyrfalcon.Http.ProxyProtocol;

/// <summary>Writes one header of version 2 whose addresses are of one family.</summary>
internal sealed class BinaryHeaderWriter(ProxyHeader header)
{
    private readonly byte[] _bytes = new byte[ProxyHeader.MaxLength];
    private int _length;

    internal byte[] Write()
    {
        Add(BinaryHeader.Signature);
        Add((byte)(BinaryHeader.VersionTwo | (header.IsLocal ? BinaryHeader.CommandLocal : BinaryHeader.CommandProxy)));
        bool hasAddresses = !header.IsLocal && header.Source is not null;
        Add(!hasAddresses ? BinaryHeader.FamilyUnspecified : header.Source!.AddressFamily == AddressFamily.InterNetwork ? BinaryHeader.FamilyTcp4 : BinaryHeader.FamilyTcp6);
        AddNumber(0);
        if (hasAddresses) AddAddressesAndValues(header.Source!, header.Destination!);
        BinaryPrimitives.WriteUInt16BigEndian(_bytes.AsSpan(BinaryHeader.FixedLength - sizeof(ushort)), (ushort)(_length - BinaryHeader.FixedLength));
        if (hasAddresses) Seal();
        return _bytes[.._length];
    }

    private void AddAddressesAndValues(IPAddress source, IPAddress destination)
    {
        Add(source.GetAddressBytes());
        Add(destination.GetAddressBytes());
        AddNumber(header.SourcePort);
        AddNumber(header.DestinationPort);
        AddValue(HeaderValues.TypeProtocol, header.Protocol, ProxyHeader.MaxValue);
        AddValue(HeaderValues.TypeAuthority, header.Authority, ProxyHeader.MaxValue);
        AddValue(HeaderValues.TypeUniqueId, header.UniqueId, ProxyHeader.MaxUniqueId);
        if (header.Tls is { } tls) AddTls(tls);
        AddValue(HeaderValues.TypeChecksum, [0, 0, 0, 0], sizeof(uint));
    }

    /// <summary>Writes the checksum into its place, the last four bytes, now that all the rest is there.</summary>
    private void Seal()
    {
        int place = _length - sizeof(uint);
        BinaryPrimitives.WriteUInt32BigEndian(_bytes.AsSpan(place), Checksum.Of(_bytes.AsSpan(0, _length), place));
    }

    private void AddTls(ProxyHeaderTls tls)
    {
        Add(HeaderValues.TypeTls);
        int lengthAt = _length;
        AddNumber(0);
        Add((byte)(HeaderValues.ClientTls | (tls.HasCertificate ? HeaderValues.ClientCertificate | HeaderValues.ClientCertificateInSession : 0)));
        AddNumber(0);
        AddNumber(tls.IsVerified ? 0 : 1);
        if (tls.Version.Length > 0) AddValue(HeaderValues.TypeTlsVersion, tls.Version, ProxyHeader.MaxValue);
        if (tls.CommonName.Length > 0) AddValue(HeaderValues.TypeCommonName, tls.CommonName, ProxyHeader.MaxValue);
        BinaryPrimitives.WriteUInt16BigEndian(_bytes.AsSpan(lengthAt), (ushort)(_length - lengthAt - sizeof(ushort)));
    }

    private void AddValue(byte type, byte[]? value, int most)
    {
        if (value is null) return;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value.Length, most, nameof(value));
        Add(type);
        AddNumber(value.Length);
        Add(value);
    }

    private void AddNumber(int number)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)number, ushort.MaxValue, nameof(number));
        BinaryPrimitives.WriteUInt16BigEndian(_bytes.AsSpan(_length), (ushort)number);
        _length += sizeof(ushort);
    }

    private void Add(byte one) => _bytes[_length++] = one;

    private void Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }
}
