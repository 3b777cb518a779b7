using System;

using Gyrfalcon.Http.Semantics;

namespace Gyrfalcon.Http.Http1;

/// <summary>Status line (RFC 9112 §4) and the rules that tie a response's fields together.</summary>
internal readonly struct ResponseSyntax(Method requestMethod) : IHeadSyntax<ResponseHead>
{
    private const int StatusDigits = 3;

    public static bool InRequest => false;

    public static int MaxLeadingBytes => 0;

    public static ParseStatus FindStartLine(ReadOnlySpan<byte> bytes, ref int position, out Violation? violation)
    {
        violation = null;
        if (bytes.IsEmpty)
            return ParseStatus.NeedMore;
        if (bytes[0] == 'H')
            return ParseStatus.Done;
        violation = Violation.NotHttp;
        return ParseStatus.Faulted;
    }

    public Violation? ReadStartLine(ReadOnlySpan<byte> line, int offset, ResponseHead head)
    {
        const int StatusStart = VersionSyntax.Length + 1;
        const int StatusEnd = StatusStart + StatusDigits;
        if (line.Length < StatusEnd || line[VersionSyntax.Length] != ' ')
            return Violation.StatusLineSyntax;
        if (VersionSyntax.Read(line[..VersionSyntax.Length], out HttpVersion version) is { } violation)
            return violation;
        head.Version = version;

        int status = 0;
        foreach (byte digit in line[StatusStart..StatusEnd])
        {
            if (!char.IsAsciiDigit((char)digit))
                return Violation.StatusLineSyntax;
            status = (status * 10) + (digit - '0');
        }
        if (status < 100)
            return Violation.StatusCode;

        if (line.Length > StatusEnd)
        {
            if (line[StatusEnd] != ' ')
                return Violation.StatusLineSyntax;
            ReadOnlySpan<byte> reason = line[(StatusEnd + 1)..];
            if (reason.ContainsAny(FieldSyntax.ControlBytes))
                return Violation.ReasonSyntax;
            head.ReasonSlice = new Slice(offset + StatusEnd + 1, reason.Length);
        }
        head.Status = status;
        return null;
    }

    public Violation? Complete(ResponseHead head)
    {
        HeaderBlock fields = head.Fields;
        if (Framing.OfResponse(fields, head.Version, head.Status, requestMethod, out Framing framing) is { } framingViolation)
            return framingViolation;
        head.Framing = framing;

        ConnectionOptions options = ConnectionOptions.None;
        if (fields.Contains(KnownField.Connection)
            && HopByHop.Apply(fields, inRequest: false, out options) is { } optionViolation)
        {
            return optionViolation;
        }
        head.KeepAlive = framing.Kind != FramingKind.UntilClose && head.Status != 101 && options.KeepsAlive(head.Version);
        return null;
    }
}
