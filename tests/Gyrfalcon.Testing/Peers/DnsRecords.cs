using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gyrfalcon.Testing;

/// <summary>A record that a <see cref="DnsServer"/> answers with.</summary>
/// <param name="Type">1 A, 28 AAAA, 33 SRV, 5 CNAME.</param>
/// <param name="Seconds">Its TTL.</param>
/// <param name="Data">As on the wire, names uncompressed.</param>
public sealed record DnsRecord(int Type, int Seconds, byte[] Data)
{
    public static DnsRecord Address(string ip, int seconds = 1)
    {
        IPAddress address = IPAddress.Parse(ip);
        return new DnsRecord(address.AddressFamily == AddressFamily.InterNetwork ? 1 : 28, seconds, address.GetAddressBytes());
    }

    public static DnsRecord Service(string target, int port, int priority = 0, int weight = 1, int seconds = 1)
    {
        byte[] name = NameOf(target);
        byte[] data = new byte[6 + name.Length];
        BinaryPrimitives.WriteUInt16BigEndian(data, (ushort)priority);
        BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(2), (ushort)weight);
        BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(4), (ushort)port);
        name.CopyTo(data, 6);
        return new DnsRecord(33, seconds, data);
    }

    internal static byte[] NameOf(string name)
    {
        var bytes = new List<byte>();
        foreach (string label in name.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            bytes.Add((byte)label.Length);
            bytes.AddRange(Encoding.ASCII.GetBytes(label));
        }

        bytes.Add(0);
        return [.. bytes];
    }
}

/// <summary>How a <see cref="DnsServer"/> behaves.</summary>
public enum DnsMood
{
    /// <summary>As it should: records, or NXDOMAIN for names it does not know.</summary>
    Good,

    /// <summary>SERVFAIL.</summary>
    Failing,

    /// <summary>Says nothing.</summary>
    Silent,

    /// <summary>Over UDP it says only that the answer does not fit.</summary>
    Truncating,

    /// <summary>Sends bytes that are no DNS message.</summary>
    Babbling,
}
