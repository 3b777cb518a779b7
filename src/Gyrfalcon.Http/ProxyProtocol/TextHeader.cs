using System;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

using Gyrfalcon.Http.Semantics;

namespace Gyrfalcon.Http.ProxyProtocol;

/// <summary>The line of version 1 (PROXY protocol §2.1).</summary>
internal static class TextHeader
{
    /// <summary>CR LF included.</summary>
    internal const int MaxLength = 107;

    internal static ReadOnlySpan<byte> Signature => "PROXY "u8;

    /// <summary>Reads bytes that begin with <see cref="Signature"/>.</summary>
    internal static ProxyHeaderRead Read(ReadOnlySpan<byte> input)
    {
        ReadOnlySpan<byte> visible = input[..Math.Min(input.Length, MaxLength)];
        int end = visible.IndexOfAny((byte)'\r', (byte)'\n');
        bool isOpen = end < 0 || (visible[end] == '\r' && end + 1 == visible.Length);
        if (isOpen) return visible.Length == MaxLength ? ProxyHeaderRead.Refused(Violation.ProxyLineTooLong) : ProxyHeaderRead.Incomplete;
        if (visible[end] == '\n' || visible[end + 1] != '\n') return ProxyHeaderRead.Refused(Violation.ProxyLineSyntax);

        ReadOnlySpan<byte> line = visible[Signature.Length..end];
        Violation? violation = null;
        ProxyHeader? header = IsUnknown(line) ? new ProxyHeader { Version = ProxyHeaderVersion.V1 } : Parse(line, out violation);
        return header is null ? ProxyHeaderRead.Refused(violation!) : ProxyHeaderRead.Complete(header, end + 2);
    }

    /// <summary>Writes a header whose addresses are of one family.</summary>
    internal static byte[] Write(ProxyHeader header)
    {
        if (header.IsLocal || header.Source is not { } source || header.Destination is not { } destination) return "PROXY UNKNOWN\r\n"u8.ToArray();
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)header.SourcePort, 65535u, nameof(header));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)header.DestinationPort, 65535u, nameof(header));
        string protocol = source.AddressFamily == AddressFamily.InterNetwork ? "TCP4" : "TCP6";
        return Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"PROXY {protocol} {source} {destination} {header.SourcePort} {header.DestinationPort}\r\n"));
    }

    /// <summary>Whatever stands behind it is ignored (§2.1).</summary>
    private static bool IsUnknown(ReadOnlySpan<byte> line) => line.StartsWith("UNKNOWN"u8) && (line.Length == 7 || line[7] == ' ');

    private static ProxyHeader? Parse(ReadOnlySpan<byte> line, out Violation? violation)
    {
        violation = Violation.ProxyLineSyntax;
        ReadOnlySpan<byte> protocol = Next(ref line);
        bool isV6 = protocol.SequenceEqual("TCP6"u8);
        if (!isV6 && !protocol.SequenceEqual("TCP4"u8)) return null;
        ReadOnlySpan<byte> source = Next(ref line);
        ReadOnlySpan<byte> destination = Next(ref line);
        ReadOnlySpan<byte> sourcePort = Next(ref line);
        ReadOnlySpan<byte> destinationPort = line;
        if (destinationPort.IsEmpty || destinationPort.Contains((byte)' ')) return null;

        violation = Violation.ProxyLineAddress;
        if (AddressOf(source, isV6) is not { } from || AddressOf(destination, isV6) is not { } to) return null;
        violation = Violation.ProxyLinePort;
        if (PortOf(sourcePort) is not { } fromPort || PortOf(destinationPort) is not { } toPort) return null;
        violation = null;
        return new ProxyHeader { Version = ProxyHeaderVersion.V1, Source = from, SourcePort = fromPort, Destination = to, DestinationPort = toPort };
    }

    /// <summary>The text before the next space, which is taken off with it; all of it if there is none.</summary>
    private static ReadOnlySpan<byte> Next(ref ReadOnlySpan<byte> line)
    {
        int space = line.IndexOf((byte)' ');
        ReadOnlySpan<byte> part = space < 0 ? line : line[..space];
        line = space < 0 ? default : line[(space + 1)..];
        return part;
    }

    private static IPAddress? AddressOf(ReadOnlySpan<byte> text, bool isV6)
        => (isV6 ? Ipv6Syntax.IsAddress(text) : Ipv6Syntax.IsIpv4(text)) && IPAddress.TryParse(text, out IPAddress? address) ? address : null;

    /// <summary>0 to 65535 in decimal, without leading zeros; null for anything else.</summary>
    private static int? PortOf(ReadOnlySpan<byte> text)
    {
        if (text.Length is < 1 or > 5 || (text.Length > 1 && text[0] == '0')) return null;
        int port = 0;
        foreach (byte digit in text)
        {
            if (!char.IsAsciiDigit((char)digit)) return null;
            port = (port * 10) + (digit - '0');
        }

        return port <= 65535 ? port : null;
    }
}
