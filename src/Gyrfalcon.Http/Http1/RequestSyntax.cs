using System;

using Gyrfalcon.Http.Semantics;

namespace Gyrfalcon.Http.Http1;

/// <summary>Request line (RFC 9112 §3) and the rules that tie a request's fields together.</summary>
internal readonly struct RequestSyntax : IHeadSyntax<RequestHead>
{
    public static bool InRequest => true;

    // RFC 9112 §2.2: one empty line before the request line is ignored, for clients that add one after a body.
    public static int MaxLeadingBytes => 2;

    public static ParseStatus FindStartLine(ReadOnlySpan<byte> bytes, ref int position, out Violation? violation)
    {
        violation = null;
        int start = 0;
        if (bytes.Length > 0 && bytes[0] == '\r')
        {
            if (bytes.Length == 1)
                return ParseStatus.NeedMore;
            if (bytes[1] != '\n')
            {
                violation = Violation.BareCarriageReturn;
                return ParseStatus.Faulted;
            }
            start = 2;
        }
        if (bytes.Length == start)
            return ParseStatus.NeedMore;

        byte first = bytes[start];
        if (FieldSyntax.TokenBytes.Contains(first))
        {
            position = start;
            return ParseStatus.Done;
        }
        const byte TlsHandshake = 0x16;
        const byte TlsMajorVersion = 0x03;
        if (first == TlsHandshake && bytes.Length == start + 1)
            return ParseStatus.NeedMore;
        violation = first == TlsHandshake && bytes[start + 1] == TlsMajorVersion ? Violation.TlsHello
            : first == '\r' ? Violation.EmptyLines
            : first == '\n' ? Violation.BareLineFeed
            : Violation.NotHttp;
        return ParseStatus.Faulted;
    }

    public Violation? ReadStartLine(ReadOnlySpan<byte> line, int offset, RequestHead head)
    {
        int methodLength = line.IndexOf((byte)' ');
        if (methodLength <= 0)
            return Violation.RequestLineSyntax;
        ReadOnlySpan<byte> token = line[..methodLength];
        Method method = Methods.Classify(token);
        if (method == Method.Other && !FieldSyntax.IsToken(token))
            return Violation.MethodSyntax;
        head.Method = method;
        head.MethodSlice = new Slice(offset, methodLength);

        ReadOnlySpan<byte> rest = line[(methodLength + 1)..];
        int targetLength = rest.Length - VersionSyntax.Length - 1;
        if (targetLength < 0 || rest[targetLength] != ' ')
            return Violation.RequestLineSyntax;
        if (method == Method.Other && line.SequenceEqual("PRI * HTTP/2.0"u8))
            return Violation.Http2Prior;
        if (VersionSyntax.Read(rest[(targetLength + 1)..], out HttpVersion version) is { } violation)
            return violation;
        head.Version = version;
        return RequestTarget.Read(rest[..targetLength], offset + methodLength + 1, head);
    }

    public Violation? Complete(RequestHead head)
    {
        HeaderBlock fields = head.Fields;
        if (fields.HasLookalike)
            return Violation.LookalikeName;
        if (ReadHost(head) is { } hostViolation)
            return hostViolation;
        if (Framing.OfRequest(fields, head.Version, out Framing framing) is { } framingViolation)
            return framingViolation;

        // What follows CONNECT is the tunnel's: who does not read a length here would take the content for the tunnel's first bytes.
        if (head.Method == Method.Connect && !framing.IsEmpty)
            return Violation.ConnectContent;
        head.Framing = framing;

        ConnectionOptions options = ConnectionOptions.None;
        if (fields.Contains(KnownField.Connection)
            && HopByHop.Apply(fields, inRequest: true, out options) is { } optionViolation)
        {
            return optionViolation;
        }
        head.KeepAlive = options.KeepsAlive(head.Version);
        head.UpgradeRequested = (options & ConnectionOptions.Upgrade) != 0
            && head.Version == HttpVersion.Http11 && UpgradeProtocols.AnyIn(fields);
        if (fields.Contains(KnownField.MaxForwards) && head.Method is Method.Options or Method.Trace && !ReadMaxForwards(head))
            return Violation.MaxForwards;
        return fields.Contains(KnownField.Expect) ? ReadExpectation(head) : null;
    }

    private static bool ReadMaxForwards(RequestHead head)
    {
        ReadOnlySpan<byte> text = head.Fields[KnownField.MaxForwards];
        if (text.IsEmpty || head.Fields.CountOf(KnownField.MaxForwards) > 1)
            return false;
        long number = 0;
        foreach (byte digit in text)
        {
            if (!char.IsAsciiDigit((char)digit))
                return false;
            number = Math.Min((number * 10) + (digit - '0'), int.MaxValue);
        }
        head.MaxForwards = (int)number;
        return true;
    }

    private static Violation? ReadHost(RequestHead head)
    {
        HeaderBlock fields = head.Fields;
        int index = fields.IndexOf(KnownField.Host);
        if (index < 0)
            return head.Version == HttpVersion.Http11 ? Violation.HostMissing : null;
        if (fields.CountOf(KnownField.Host) > 1)
            return Violation.HostTwice;
        ref readonly FieldLine line = ref fields.Lines[index];
        var value = new Slice(line.ValueStart, line.ValueLength);
        if (!Authority.TryParse(fields.Slice(value.Start, value.Length), out int hostLength, out int port))
            return Violation.HostSyntax;

        // RFC 9112 §3.2.2: the authority of the target, where it has one, overrides Host.
        if (head.AuthoritySlice.Length > 0)
            return null;
        head.AuthoritySlice = value;
        head.HostLength = hostLength;
        head.Port = port;
        return null;
    }

    private static Violation? ReadExpectation(RequestHead head)
    {
        HeaderBlock fields = head.Fields;
        if (head.Version == HttpVersion.Http10)
        {
            // RFC 9110 §10.1.1: an expectation in HTTP/1.0 is ignored. Passed on as HTTP/1.1 it would come to life, so it is not.
            fields.Withhold(KnownField.Expect, default);
            return null;
        }
        if (fields.CountOf(KnownField.Expect) != 1 || !FieldSyntax.SameToken(fields[KnownField.Expect], "100-continue"u8))
            return Violation.Expectation;
        head.Expects100Continue = true;
        return null;
    }
}
