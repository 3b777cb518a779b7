using System;
using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;

using Gyrfalcon.Http.ProxyProtocol;

namespace Gyrfalcon.Fuzz.Targets;

/// <summary>
/// PROXY headers: the division of the input does not show, what is accepted is also a header for a second, slow reading that shares nothing with the parser, and written again it says the same.
/// </summary>
internal sealed partial class ProxyHeaderTarget : IFuzzTarget
{
    private const int FixedLength = 16;

    public string Name => "proxy-header";

    public string Run(ReadOnlySpan<byte> input)
    {
        string outcome = Transcript.OfProxyHeader(input, Cuts.None);
        InvariantException.Equal("byte by byte", outcome, Transcript.OfProxyHeader(input, Cuts.Everywhere(Math.Min(input.Length, ProxyHeader.MaxLength + 1))));
        InvariantException.Equal("in pieces", outcome, Transcript.OfProxyHeader(input, Cuts.Scattered(input)));

        ProxyHeaderRead read = ProxyHeaderReader.Read(input);
        if (read.Status != ProxyHeaderStatus.Complete)
            return outcome;
        ProxyHeader header = read.Header!;
        ReadOnlySpan<byte> bytes = input[..read.Length];
        CheckGrammar(bytes, header);
        InvariantException.Equal("nothing behind a header counts", outcome, Transcript.OfProxyHeader(bytes, Cuts.None));
        CheckWrittenAgain(header);
        return $"done {header.Version} {header.IsLocal} {header.Source?.AddressFamily} {header.Protocol is null} {header.Authority is null} {header.UniqueId is null} {header.Tls is null}";
    }

    private static void CheckGrammar(ReadOnlySpan<byte> bytes, ProxyHeader header)
    {
        if (header.Version == ProxyHeaderVersion.V1)
        {
            string line = Encoding.Latin1.GetString(bytes);
            InvariantException.True($"an accepted line is one: {line}", line.Length <= 107 && (header.Source is null ? Unknown() : Line()).IsMatch(line));
            return;
        }

        InvariantException.True("an accepted header is as long as it says", bytes.Length <= ProxyHeader.MaxLength && BinaryPrimitives.ReadUInt16BigEndian(bytes[14..]) + FixedLength == bytes.Length);
        InvariantException.True("an accepted header is of version 2", bytes[12] is 0x20 or 0x21 && header.IsLocal == (bytes[12] == 0x20));
        if (header.Source is null)
            return;
        int position = bytes[13] switch { 0x11 => FixedLength + 12, 0x21 => FixedLength + 36, _ => throw new InvariantException("addresses of no family") };
        while (position < bytes.Length)
            position += 3 + BinaryPrimitives.ReadUInt16BigEndian(bytes[(position + 1)..]);
        InvariantException.True("values end where the header does", position == bytes.Length);
    }

    /// <summary>But for addresses of IPv4 in those of IPv6, which come out as the former.</summary>
    private static void CheckWrittenAgain(ProxyHeader header)
    {
        byte[] written = ProxyHeaderWriter.Write(header);
        ProxyHeaderRead again = ProxyHeaderReader.Read(written);
        InvariantException.True("what is written is read", again.Status == ProxyHeaderStatus.Complete && again.Length == written.Length);
        if (header.Source is null || header.Source.IsIPv4MappedToIPv6 || header.Destination!.IsIPv4MappedToIPv6)
        {
            InvariantException.Equal("whom it is of", $"{header.Source?.MapToIPv6()} {header.SourcePort}", $"{again.Header!.Source?.MapToIPv6()} {again.Header.SourcePort}");
            return;
        }

        InvariantException.Equal("the same header", Transcript.Describe(header), Transcript.Describe(again.Header!));
    }

    [GeneratedRegex(@"^PROXY UNKNOWN( [^\r\n]*)?\r\n\z")]
    private static partial Regex Unknown();

    [GeneratedRegex(@"^PROXY (TCP4( (0|[1-9][0-9]{0,2})(\.(0|[1-9][0-9]{0,2})){3}){2}|TCP6( [0-9a-fA-F:.]{2,45}){2})( (0|[1-9][0-9]{0,4})){2}\r\n\z")]
    private static partial Regex Line();
}
