using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Net;
using System.Text;
using System.Threading.Tasks;

namespace Gyrfalcon.Testing;

/// <summary>Headers of the PROXY protocol as tests send and read them, without the product's code.</summary>
public static class ProxyHeaders
{
    private const byte Checksum = 3;

    private static readonly Dictionary<byte, byte[]> NoValues = [];

    private static readonly byte[] Signature = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A];

    /// <summary>A header without a client: LOCAL.</summary>
    public static byte[] Local => Binary(0x20, 0, []);

    /// <summary>A header of that version, 1 or 2, to 192.0.2.1:443.</summary>
    public static byte[] From(int version, string address, int port, params (byte Type, byte[] Value)[] values)
    {
        IPAddress source = IPAddress.Parse(address);
        bool isV4 = source.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork;
        IPAddress destination = IPAddress.Parse(isV4 ? "192.0.2.1" : "2001:db8::443");
        if (version == 1)
            return Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"PROXY {(isV4 ? "TCP4" : "TCP6")} {source} {destination} {port} 443\r\n"));
        var rest = new List<byte>();
        rest.AddRange(source.GetAddressBytes());
        rest.AddRange(destination.GetAddressBytes());
        AddNumber(rest, port);
        AddNumber(rest, 443);
        foreach ((byte type, byte[] value) in values)
            rest.AddRange(Value(type, value));
        return Binary(0x21, isV4 ? (byte)0x11 : (byte)0x21, [.. rest]);
    }

    /// <summary>A typed value, to be nested.</summary>
    public static byte[] Value(byte type, byte[] value)
    {
        var bytes = new List<byte> { type };
        AddNumber(bytes, value.Length);
        bytes.AddRange(value);
        return [.. bytes];
    }

    /// <summary>A binary header with any command, family and rest.</summary>
    public static byte[] Binary(byte command, byte family, byte[] rest)
    {
        var bytes = new List<byte>(Signature) { command, family };
        AddNumber(bytes, rest.Length);
        bytes.AddRange(rest);
        return [.. bytes];
    }

    /// <summary>Reads a header and not a byte more, and requires that it is exact.</summary>
    public static async Task<ReadProxyHeader> ReadAsync(Stream stream)
    {
        var bytes = new List<byte>();
        await AddAsync(stream, bytes, 1);
        if (bytes[0] == 'P')
        {
            while (bytes[^1] != '\n' && bytes.Count < 107)
                await AddAsync(stream, bytes, 1);
            string line = Encoding.ASCII.GetString([.. bytes]);
            string[] parts = line.EndsWith("\r\n", StringComparison.Ordinal) ? line[..^2].Split(' ') : throw new WireViolationException($"The line \"{line}\" does not end.");
            return parts is ["PROXY", "UNKNOWN"] ? new ReadProxyHeader(1, "UNKNOWN", null, null, NoValues)
                : parts is ["PROXY", "TCP4" or "TCP6", var source, var destination, var from, var to] ? new ReadProxyHeader(1, "PROXY", EndPoint(source, from), EndPoint(destination, to), NoValues)
                : throw new WireViolationException($"No PROXY line: \"{line}\".");
        }

        await AddAsync(stream, bytes, 15);
        await AddAsync(stream, bytes, (bytes[14] << 8) + bytes[15]);
        return Read([.. bytes]);
    }

    private static ReadProxyHeader Read(byte[] bytes)
    {
        if (!bytes.AsSpan(0, 12).SequenceEqual(Signature))
            throw new WireViolationException("The signature is another.");
        if (bytes[12] == 0x20)
            return new ReadProxyHeader(2, "LOCAL", null, null, NoValues);
        int size = bytes[13] switch { 0x11 => 4, 0x21 => 16, _ => throw new WireViolationException($"The family is {bytes[13]:x2}.") };
        int position = 16 + (2 * size);
        var source = new IPEndPoint(new IPAddress(bytes.AsSpan(16, size)), BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(position)));
        var destination = new IPEndPoint(new IPAddress(bytes.AsSpan(16 + size, size)), BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(position + 2)));
        Dictionary<byte, byte[]> values = ReadValues(bytes, position + 4);
        if (values.TryGetValue(Checksum, out byte[]? checksum))
        {
            int place = bytes.AsSpan().LastIndexOf((byte[])[Checksum, 0, 4, .. checksum]) + 3;
            bytes.AsSpan(place, 4).Clear();
            if (Crc32C(bytes) != BinaryPrimitives.ReadUInt32BigEndian(checksum))
                throw new WireViolationException("The checksum is wrong.");
        }

        return new ReadProxyHeader(2, "PROXY", source, destination, values);
    }

    internal static Dictionary<byte, byte[]> ReadValues(byte[] bytes, int position)
    {
        var values = new Dictionary<byte, byte[]>();
        while (position < bytes.Length)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(position + 1));
            values.Add(bytes[position], bytes[(position + 3)..(position + 3 + length)]);
            position += 3 + length;
        }

        return values;
    }

    private static uint Crc32C(byte[] bytes)
    {
        uint sum = uint.MaxValue;
        foreach (byte each in bytes)
        {
            sum ^= each;
            for (int bit = 0; bit < 8; bit++)
                sum = (sum >> 1) ^ ((sum & 1) * 0x82F63B78);
        }

        return ~sum;
    }

    private static async Task AddAsync(Stream stream, List<byte> bytes, int count)
    {
        byte[] part = new byte[count];
        await stream.ReadExactlyAsync(part);
        bytes.AddRange(part);
    }

    private static IPEndPoint EndPoint(string address, string port) => new(IPAddress.Parse(address), int.Parse(port, CultureInfo.InvariantCulture));

    private static void AddNumber(List<byte> bytes, int number)
    {
        bytes.Add((byte)(number >> 8));
        bytes.Add((byte)number);
    }
}

/// <summary>A header that a test has read.</summary>
/// <param name="Version">1 or 2.</param>
/// <param name="Command">PROXY, LOCAL or UNKNOWN.</param>
/// <param name="Source">The client; null without.</param>
/// <param name="Destination">Where it connected to; null without.</param>
/// <param name="Values">Values by type.</param>
public sealed record ReadProxyHeader(int Version, string Command, IPEndPoint? Source, IPEndPoint? Destination, IReadOnlyDictionary<byte, byte[]> Values)
{
    private const byte TlsValue = 0x20;

    /// <summary>The text of a value; null if it is not there.</summary>
    public string? Text(byte type) => Values.TryGetValue(type, out byte[]? value) ? Encoding.Latin1.GetString(value) : null;

    /// <summary>The text of a value within that of TLS; null if it is not there.</summary>
    public string? TlsText(byte type) => Values.TryGetValue(TlsValue, out byte[]? tls) && ProxyHeaders.ReadValues(tls, 5).TryGetValue(type, out byte[]? value) ? Encoding.Latin1.GetString(value) : null;

    /// <summary>What is said of the client's certificate: flags and verdict, the latter 0 for verified.</summary>
    public (int Flags, int Verdict) Tls => (Values[TlsValue][0], (int)BinaryPrimitives.ReadUInt32BigEndian(Values[TlsValue].AsSpan(1)));
}
