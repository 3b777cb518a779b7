using System;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Gyrfalcon.Engine;

/// <summary>An IPv4 or IPv6 address with a TCP port. IPv4-mapped IPv6 addresses are held as IPv4.</summary>
public readonly struct Address : IEquatable<Address>
{
    /// <summary>The most bytes that a socket address of ours takes (struct sockaddr_in6).</summary>
    internal const int MaximumSocketAddressLength = 28;

    private readonly ulong _high;
    private readonly ulong _low;
    private readonly uint _scope;
    private readonly ushort _port;
    private readonly AddressKind _kind;

    /// <summary>Creates an address from its parts; <paramref name="port"/> is 0 to 65535.</summary>
    public Address(IPAddress ip, int port)
    {
        ArgumentNullException.ThrowIfNull(ip);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)port, 65535u, nameof(port));
        _port = (ushort)port;
        if (ip.IsIPv4MappedToIPv6) ip = ip.MapToIPv4();
        Span<byte> bytes = stackalloc byte[16];
        ip.TryWriteBytes(bytes, out int length);
        if (length == 4)
        {
            _kind = AddressKind.V4;
            _low = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        }
        else
        {
            _kind = AddressKind.V6;
            _high = BinaryPrimitives.ReadUInt64BigEndian(bytes);
            _low = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
            _scope = (uint)ip.ScopeId;
        }
    }

    private enum AddressKind : byte
    {
        None,
        V4,
        V6,
    }

    /// <summary>The TCP port, 0 to 65535.</summary>
    public int Port => _port;

    /// <summary>True for an IPv6 address that is not an IPv4 address in disguise.</summary>
    public bool IsV6 => _kind == AddressKind.V6;

    /// <summary>True for the default value, which is no address.</summary>
    public bool IsNone => _kind == AddressKind.None;

    /// <summary>
    /// The network that stands for one client: an IPv4 address, or the /64 that an IPv6 address is in, which is what one client is given. IPv4 addresses
    /// are put into ff00::/8, where no client's address is (RFC 4291 §2.7).
    /// </summary>
    public ulong ClientNetwork => _kind == AddressKind.V6 ? _high : 0xFFFF_0000_0000_0000 | _low;

    /// <summary>The address without its port, as the BCL has it (allocates).</summary>
    public IPAddress ToIPAddress()
    {
        if (_kind != AddressKind.V6) return new IPAddress(BinaryPrimitives.ReverseEndianness((uint)_low));
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, _high);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], _low);
        return new IPAddress(bytes, _scope);
    }

    /// <summary>Writes the address without port as text (RFC 5952 for IPv6, no brackets); returns the bytes written, at most 45.</summary>
    public int FormatIp(Span<byte> destination)
    {
        if (_kind == AddressKind.V4)
        {
            int length = 0;
            for (int shift = 24; shift >= 0; shift -= 8)
            {
                length += WriteOctet(destination[length..], (byte)(_low >> shift));
                if (shift > 0) destination[length++] = (byte)'.';
            }

            return length;
        }

        IPAddress ip = ToIPAddress();
        return ip.TryFormat(destination, out int written) ? written : 0;
    }

    /// <summary>The same address with another port.</summary>
    public Address WithPort(int port) => new(ToIPAddress(), port);

    /// <inheritdoc/>
    public override string ToString() => _kind switch
    {
        AddressKind.V4 => $"{ToIPAddress()}:{_port}",
        AddressKind.V6 => $"[{ToIPAddress()}]:{_port}",
        _ => "-",
    };

    /// <inheritdoc/>
    public bool Equals(Address other)
        => _high == other._high && _low == other._low && _port == other._port && _kind == other._kind && _scope == other._scope;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Address other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_high, _low, _port, _kind);

    /// <summary>Equality of address, port and scope.</summary>
    public static bool operator ==(Address left, Address right) => left.Equals(right);

    /// <summary>Inequality of address, port or scope.</summary>
    public static bool operator !=(Address left, Address right) => !left.Equals(right);

    /// <summary>Writes struct sockaddr_in or sockaddr_in6; returns its length.</summary>
    internal int WriteSocketAddress(Span<byte> destination)
    {
        destination[..MaximumSocketAddressLength].Clear();
        bool v6 = _kind == AddressKind.V6;
        BitConverter.TryWriteBytes(destination, (ushort)(v6 ? Native.Libc.AfInet6 : Native.Libc.AfInet));
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], _port);
        if (!v6)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination[4..], (uint)_low);
            return 16;
        }

        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _high);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], _low);
        BitConverter.TryWriteBytes(destination[24..], _scope);
        return MaximumSocketAddressLength;
    }

    /// <summary>Reads what the kernel wrote; an unknown family gives no address.</summary>
    internal static Address ReadSocketAddress(ReadOnlySpan<byte> source)
    {
        int family = BitConverter.ToUInt16(source);
        int port = BinaryPrimitives.ReadUInt16BigEndian(source[2..]);
        return family switch
        {
            Native.Libc.AfInet => new Address(new IPAddress(source.Slice(4, 4)), port),
            Native.Libc.AfInet6 => new Address(new IPAddress(source.Slice(8, 16), BitConverter.ToUInt32(source[24..])), port),
            _ => default,
        };
    }

    private static int WriteOctet(Span<byte> destination, byte value)
    {
        int length = 0;
        if (value >= 100) destination[length++] = (byte)('0' + (value / 100));
        if (value >= 10) destination[length++] = (byte)('0' + (value / 10 % 10));
        destination[length++] = (byte)('0' + (value % 10));
        return length;
    }
}
