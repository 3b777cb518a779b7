using System;

using Gyrfalcon.Http.ProxyProtocol;

using Xunit;

namespace Gyrfalcon.Http.Tests.ProxyProtocol;

// PROXY protocol §2
public class ProxyHeaderReaderTests
{
    private const string Signature = "\r\n\r\n\0\r\nQUIT\n";
    private const string Tcp4 = Signature + "\u0021\u0011";
    private const string Tcp6 = Signature + "\u0021\u0021";

    // 10.1.2.3:1025 to 10.0.0.1:443
    private const string Addresses4 = "\u000a\u0001\u0002\u0003\u000a\u0000\u0000\u0001\u0004\u0001\u0001\u00bb";

    public static TheoryData<string, string> Good => new()
    {
        { "PROXY TCP4 10.1.2.3 255.255.255.255 0 65535\r\nGET / HTTP/1.1\r\n", "done after 45\nV1 10.1.2.3|0 to 255.255.255.255|65535" },
        { "PROXY TCP6 2001:db8::1 ::1 1025 443\r\n", "V1 2001:db8::1|1025 to ::1|443" },
        { "PROXY TCP6 2001:0DB8:0:0:0:0:0:1 ::ffff:10.0.0.1 1 2\r\n\r\n", "V1 2001:db8::1|1 to ::ffff:10.0.0.1|2" },
        { "PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:fff0 65535 65535\r\n", "|65535" },
        { "PROXY UNKNOWN\r\nx", "done after 15\nV1 nobody" },
        { "PROXY UNKNOWN ffff:f...f:ffff whatever 65535\r\n", "V1 nobody" },
        { "PROXY UNKNOWN " + new string('x', 91) + "\r\n", "done after 107\n" },
        { V2(Tcp4, Addresses4) + "GET", "done after 28\nV2 10.1.2.3|1025 to 10.0.0.1|443" },
        { V2(Tcp6, "2001:db8::1.....2001:db8::2.....\u0004\u0001\u0001\u00bb"), "V2 3230:3031:3a64:6238:3a3a:312e:2e2e:2e2e|1025 to " },
        { V2(Signature + "\u0020\0", ""), "done after 16\nV2 local" },
        { V2(Signature + "\u0020\u00ff", "anything at all"), "done after 31\nV2 local" },
        { V2(Signature + "\u0021\0", "what is no value"), "done after 32\nV2 nobody" },
        { V2(Signature + "\u0021\u0031", new string('u', 216)), "done after 232\nV2 nobody" },
        { V2(Tcp4, Addresses4 + Value(1, "h2") + Value(2, "a.example") + Value(5, "id-7") + Value(4, "\0\0\0") + Value(0xE3, "custom")), "443 alpn [h2] host [a.example] id [id-7]" },
        { V2(Tcp4, Addresses4 + Value(0x20, "\u0007\0\0\0\0" + Value(0x21, "TLSv1.3") + Value(0x23, "cipher") + Value(0x22, "c.example"))), "tls [TLSv1.3] [c.example] shown verified" },
        { V2(Tcp4, Addresses4 + Value(0x20, "\u0001\0\0\0\u0001")), "tls [] [] none unverified" },
        { V2(Tcp4, Addresses4 + Value(0x20, "\u0000\0\0\0\0")), "to 10.0.0.1|443" },
        { V2(Tcp4, Addresses4 + Value(0x99, new string('x', 4096 - 16 - 12 - 3))), "done after 4096\n" },
    };

    public static TheoryData<string, string> Bad => new()
    {
        { "GET / HTTP/1.1\r\n", "does not begin with" },
        { "proxy TCP4 1.2.3.4 1.2.3.4 1 2\r\n", "does not begin with" },
        { "PROXYTCP4 1.2.3.4 1.2.3.4 1 2\r\n", "does not begin with" },
        { "\u0016\u0003\u0001", "does not begin with" },
        { "\r\n\r\n\0\r\nQUIX", "does not begin with" },
        { "\r\nPROXY", "does not begin with" },
        { "PROXY UNKNOWN " + new string('x', 92) + "\r\n", "longer than 107" },
        { "PROXY " + new string('x', 200), "longer than 107" },
        { "PROXY TCP4 1.2.3.4 1.2.3.4 1 2\n", "CR LF" },
        { "PROXY TCP4 1.2.3.4 1.2.3.4 1 2\rx", "CR LF" },
        { "PROXY TCP4  1.2.3.4 1.2.3.4 1 2\r\n", "is not" },
        { "PROXY TCP4 1.2.3.4 1.2.3.4 1\r\n", "is not" },
        { "PROXY TCP4 1.2.3.4 1.2.3.4 1 2 3\r\n", "is not" },
        { "PROXY TCP4 1.2.3.4 1.2.3.4 1 2 \r\n", "is not" },
        { "PROXY TCP5 1.2.3.4 1.2.3.4 1 2\r\n", "is not" },
        { "PROXY UDP4 1.2.3.4 1.2.3.4 1 2\r\n", "is not" },
        { "PROXY UNKNOWNS\r\n", "is not" },
        { "PROXY \r\n", "is not" },
        { "PROXY TCP4 01.2.3.4 1.2.3.4 1 2\r\n", "address" },
        { "PROXY TCP4 1.2.3 1.2.3.4 1 2\r\n", "address" },
        { "PROXY TCP4 16909060 1.2.3.4 1 2\r\n", "address" },
        { "PROXY TCP4 0x1.2.3.4 1.2.3.4 1 2\r\n", "address" },
        { "PROXY TCP4 1.2.3.256 1.2.3.4 1 2\r\n", "address" },
        { "PROXY TCP4 ::1 ::1 1 2\r\n", "address" },
        { "PROXY TCP6 1.2.3.4 1.2.3.4 1 2\r\n", "address" },
        { "PROXY TCP6 [::1] [::1] 1 2\r\n", "address" },
        { "PROXY TCP6 fe80::1%eth0 ::1 1 2\r\n", "address" },
        { "PROXY TCP6 ::1::2 ::1 1 2\r\n", "address" },
        { "PROXY TCP4 1.2.3.4 1.2.3.4 01 2\r\n", "port" },
        { "PROXY TCP4 1.2.3.4 1.2.3.4 1 65536\r\n", "port" },
        { "PROXY TCP4 1.2.3.4 1.2.3.4 +1 2\r\n", "port" },
        { "PROXY TCP4 1.2.3.4 1.2.3.4 1 2\t\r\n", "port" },
        { "PROXY TCP4 1.2.3.4 1.2.3.4 000001 2\r\n", "port" },
        { Signature + "\u0011\u0011", "another version" },
        { Signature + "\u0031\u0011", "another version" },
        { Signature + "\u0022\u0011", "neither LOCAL nor PROXY" },
        { Signature + "\u0021\u0012", "no TCP connection has" },
        { Signature + "\u0021\u0010", "no TCP connection has" },
        { Signature + "\u0021\u0041", "no TCP connection has" },
        { Tcp4 + "\u000f\u00f1", "longer than 4,096" },
        { Tcp4 + "\u00ff\u00ff", "longer than 4,096" },
        { Signature + "\u0020\0\u00ff\u00ff", "longer than 4,096" },
        { Tcp4 + "\u0000\u000b", "too short for the addresses" },
        { Tcp6 + "\u0000\u0023", "too short for the addresses" },
        { Signature + "\u0021\u0031\u0000\u00d7", "too short for the addresses" },
        { V2(Tcp4, Addresses4 + "\u0002\0"), "longer than its place" },
        { V2(Tcp4, Addresses4 + "\u0002\0\u0002x"), "longer than its place" },
        { V2(Tcp4, Addresses4 + Value(2, new string('h', 256))), "not as long as" },
        { V2(Tcp4, Addresses4 + Value(5, new string('i', 129))), "not as long as" },
        { V2(Tcp4, Addresses4 + Value(3, "\0\0\0")), "not as long as" },
        { V2(Tcp4, Addresses4 + Value(0x20, "\u0001\0\0\0")), "not as long as" },
        { V2(Tcp4, Addresses4 + Value(0x20, "\u0001\0\0\0\0\u0021\0\u0009x")), "longer than its place" },
        { V2(Tcp4, Addresses4 + Value(2, "a") + Value(2, "b")), "twice" },
        { V2(Tcp4, Addresses4 + Value(0x20, "\u0001\0\0\0\0") + Value(0x20, "\u0001\0\0\0\0")), "twice" },
        { V2(Tcp4, Addresses4 + Value(0x20, "\u0001\0\0\0\0" + Value(0x22, "a") + Value(0x22, "b"))), "twice" },
        { V2(Tcp4, Addresses4 + Value(3, "\0\0\0\0") + Value(3, "\0\0\0\0")), "twice" },
        { V2(Tcp4, Addresses4 + Value(3, "\0\0\0\0")), "checksum" },
    };

    [Theory]
    [MemberData(nameof(Good))]
    public void Good_headers_are_read_alike_however_they_are_divided(string message, string expected)
    {
        string transcript = EveryDivision.OfProxyHeader(message);
        Assert.StartsWith("done", transcript, StringComparison.Ordinal);
        Assert.Contains(expected, transcript, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void Bad_headers_are_refused_alike_however_they_are_divided(string message, string violation)
    {
        string transcript = EveryDivision.OfProxyHeader(message);
        Assert.StartsWith("refused: ", transcript, StringComparison.Ordinal);
        Assert.Contains(violation, transcript, StringComparison.Ordinal);
    }

    /// <summary>The checksum of a header that HAProxy 2.6 wrote (send-proxy-v2 with proxy-v2-options crc32c,unique-id), from 127.0.0.1:35728 to 127.0.0.1:19871.</summary>
    [Fact]
    public void A_checksum_of_somebody_else_is_understood()
    {
        byte[] header = Convert.FromHexString(HaproxysHeader);
        Assert.Equal("127.0.0.1", ProxyHeaderReader.Read(header).Header!.Source!.ToString());
        for (int bit = 0; bit < header.Length * 8; bit++)
        {
            byte[] flipped = [.. header];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            ProxyHeaderRead read = ProxyHeaderReader.Read(flipped);

            // But for those that make it longer, of no family, LOCAL, or the checksum something that nobody knows.
            if (read.Status == ProxyHeaderStatus.Complete)
                Assert.True(bit / 8 is 12 or 13 or 28, $"bit {bit}");
        }
    }

    private const string HaproxysHeader = "0d0a0d0a000d0a515549540a2111001d7f0000017f0000018b904d9f030004b343df8f05000769642d31373032";

    private static string V2(string start, string rest) => start + (char)(rest.Length >> 8) + (char)(rest.Length & 0xFF) + rest;

    private static string Value(int type, string value) => $"{(char)type}{(char)(value.Length >> 8)}{(char)(value.Length & 0xFF)}{value}";
}
