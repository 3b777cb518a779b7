using System;
using System.Net;
using System.Text;

using CsCheck;

using Gyrfalcon.Fuzz.Targets;
using Gyrfalcon.Http.ProxyProtocol;

using Xunit;

namespace Gyrfalcon.Http.Tests.ProxyProtocol;

// PROXY protocol §2
public class ProxyHeaderWriterTests
{
    private static readonly Gen<IPAddress> V4 = Gen.Byte.Array[4].Select(static bytes => new IPAddress(bytes));

    // Not ::ffff:0:0/96, which is IPv4 in disguise.
    private static readonly Gen<IPAddress> V6 = Gen.Byte.Array[16].Select(static bytes => new IPAddress([0x20, .. bytes[1..]]));

    private static readonly Gen<(IPAddress, IPAddress)> Pair = Gen.OneOf(Gen.Select(V4, V4), Gen.Select(V6, V6));

    private static readonly Gen<byte[]?> Value = Gen.OneOf(Gen.Const((byte[]?)null), Gen.Byte.Array[0, ProxyHeader.MaxValue].Select(static bytes => (byte[]?)bytes));

    private static readonly Gen<ProxyHeaderTls?> Tls = Gen.OneOf(
        Gen.Const((ProxyHeaderTls?)null),
        Gen.Select(Gen.Byte.Array[0, 20], Gen.Byte.Array[0, ProxyHeader.MaxValue], Gen.Bool, Gen.Bool).Select(static (version, name, shown, verified) => (ProxyHeaderTls?)new ProxyHeaderTls(version, name, shown, verified)));

    private static readonly Gen<ProxyHeader> Any = Gen.Select(Pair, Gen.Int[0, 65535], Gen.Int[0, 65535], Value, Value, Gen.Byte.Array[0, ProxyHeader.MaxUniqueId], Tls)
        .Select(static (pair, from, to, protocol, authority, id, tls) => new ProxyHeader
        {
            Version = ProxyHeaderVersion.V2,
            Source = pair.Item1,
            SourcePort = from,
            Destination = pair.Item2,
            DestinationPort = to,
            Protocol = protocol,
            Authority = authority,
            UniqueId = id,
            Tls = tls,
        });

    [Fact]
    public void What_is_written_is_read_as_the_same() => Any.Sample(static header =>
    {
        foreach (ProxyHeader one in new[] { header, new ProxyHeader { Version = ProxyHeaderVersion.V1, Source = header.Source, SourcePort = header.SourcePort, Destination = header.Destination, DestinationPort = header.DestinationPort } })
        {
            byte[] written = ProxyHeaderWriter.Write(one);
            ProxyHeaderRead read = ProxyHeaderReader.Read([.. written, .. "GET /"u8]);
            if (read.Length != written.Length || Transcript.Describe(read.Header!) != Transcript.Describe(one))
                return false;
        }
        return true;
    });

    [Fact]
    public void A_bit_that_flips_behind_the_fixed_part_is_noticed() => Gen.Select(Any, Gen.Int[0, 100_000]).Sample(static (header, at) =>
    {
        byte[] written = ProxyHeaderWriter.Write(header);
        int bit = (16 * 8) + (at % ((written.Length - 16) * 8));
        written[bit / 8] ^= (byte)(1 << (bit % 8));

        // Unless it hides the checksum: a type or a length of a value was hit.
        ProxyHeaderRead read = ProxyHeaderReader.Read(written);
        return read.Status == ProxyHeaderStatus.Refused || bit / 8 >= 16 + (header.Source!.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? 12 : 36);
    });

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.2", "PROXY TCP4 10.0.0.1 10.0.0.2 1 65535\r\n")]
    [InlineData("2001:db8::1", "::1", "PROXY TCP6 2001:db8::1 ::1 1 65535\r\n")]
    [InlineData("::ffff:10.0.0.1", "10.0.0.2", "PROXY TCP4 10.0.0.1 10.0.0.2 1 65535\r\n")]
    [InlineData("10.0.0.1", "2001:db8::1", "PROXY TCP6 ::ffff:10.0.0.1 2001:db8::1 1 65535\r\n")]
    [InlineData("fe80::1%3", "fe80::2%3", "PROXY TCP6 fe80::1 fe80::2 1 65535\r\n")]
    [InlineData(null, null, "PROXY UNKNOWN\r\n")]
    public void Lines_are_written_as_the_protocol_has_them(string? source, string? destination, string expected) => Assert.Equal(expected, Encoding.ASCII.GetString(ProxyHeaderWriter.Write(new ProxyHeader
    {
        Version = ProxyHeaderVersion.V1,
        Source = source is null ? null : IPAddress.Parse(source),
        SourcePort = 1,
        Destination = destination is null ? null : IPAddress.Parse(destination),
        DestinationPort = 65535,
    })));

    [Fact]
    public void Who_speaks_for_himself_says_so()
    {
        Assert.Equal("PROXY UNKNOWN\r\n"u8.ToArray(), ProxyHeaderWriter.WriteLocal(ProxyHeaderVersion.V1));
        Assert.Equal("\r\n\r\n\0\r\nQUIT\n\u0020\0\0\0"u8.ToArray(), ProxyHeaderWriter.WriteLocal(ProxyHeaderVersion.V2));
    }

    [Fact]
    public void The_longest_header_fits()
    {
        byte[] longest = new byte[ProxyHeader.MaxValue];
        var header = new ProxyHeader
        {
            Version = ProxyHeaderVersion.V2,
            Source = IPAddress.IPv6Loopback,
            Destination = IPAddress.IPv6Loopback,
            Protocol = longest,
            Authority = longest,
            UniqueId = new byte[ProxyHeader.MaxUniqueId],
            Tls = new ProxyHeaderTls(longest, longest, true, true),
        };
        Assert.Equal(ProxyHeaderStatus.Complete, ProxyHeaderReader.Read(ProxyHeaderWriter.Write(header)).Status);
        Assert.ThrowsAny<ArgumentException>(() => ProxyHeaderWriter.Write(header with { Authority = new byte[ProxyHeader.MaxValue + 1] }));
        Assert.ThrowsAny<ArgumentException>(() => ProxyHeaderWriter.Write(header with { SourcePort = 65536 }));
    }
}
