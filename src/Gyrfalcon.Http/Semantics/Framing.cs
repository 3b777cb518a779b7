using System;

namespace Gyrfalcon.Http.Semantics;

/// <summary>How the end of a message's body is found (RFC 9112 §6).</summary>
public enum FramingKind : byte
{
    /// <summary>There is no body.</summary>
    None,

    /// <summary>The body has <see cref="Framing.Length"/> bytes.</summary>
    ContentLength,

    /// <summary>The body is in the chunked coding (RFC 9112 §7.1).</summary>
    Chunked,

    /// <summary>The body of a response ends when the connection is closed.</summary>
    UntilClose,
}

/// <summary>The body-length rule of RFC 9112 §6.3, for both directions, and its result. Nothing else decides where a body ends.</summary>
/// <param name="Kind">How the end is found.</param>
/// <param name="Length">Bytes of the body, 0 to 2^63 − 1; 0 unless the kind is <see cref="FramingKind.ContentLength"/>.</param>
public readonly record struct Framing(FramingKind Kind, long Length)
{
    // 2^63 − 1 has 19 digits.
    private const int MaxLengthDigits = 19;

    /// <summary>No body.</summary>
    public static readonly Framing None;

    /// <summary>A body in the chunked coding.</summary>
    public static readonly Framing Chunked = new(FramingKind.Chunked, 0);

    /// <summary>A body that ends with the connection.</summary>
    public static readonly Framing UntilClose = new(FramingKind.UntilClose, 0);

    /// <summary>A body of a known length in bytes.</summary>
    public static Framing OfLength(long length) => new(FramingKind.ContentLength, length);

    /// <summary>No byte of a body follows the head.</summary>
    public bool IsEmpty => Kind == FramingKind.None || (Kind == FramingKind.ContentLength && Length == 0);

    /// <summary>The framing of a request. What a second reader could take differently is in violation, never repaired.</summary>
    internal static Violation? OfRequest(HeaderBlock fields, HttpVersion version, out Framing framing)
    {
        framing = None;
        if (fields.Contains(KnownField.TransferEncoding))
        {
            framing = Chunked;
            return CheckCoding(fields, version);
        }
        return ReadLength(fields, ref framing);
    }

    /// <summary>The framing of the response with this status to a request with this method.</summary>
    internal static Violation? OfResponse(HeaderBlock fields, HttpVersion version, int status, Method requestMethod, out Framing framing)
    {
        framing = None;

        // §6.3 rule 2: a tunnel begins; both fields are to be ignored.
        if (requestMethod == Method.Connect && status is >= 200 and < 300)
        {
            WithholdAll(fields, KnownField.ContentLength);
            return null;
        }

        bool coded = fields.Contains(KnownField.TransferEncoding);
        if (status is < 200 or 204)
            return coded ? Violation.BodyNotAllowed : CheckNoLength(fields);

        if (coded)
        {
            framing = Chunked;
            if (CheckCoding(fields, version) is { } violation)
                return violation;
        }
        else
        {
            framing = UntilClose;
            if (ReadLength(fields, ref framing) is { } violation)
                return violation;
        }

        // §6.3 rule 1: here the fields say what a GET would have got.
        if (requestMethod == Method.Head || status == 304)
            framing = None;
        return null;
    }

    private static Violation? CheckCoding(HeaderBlock fields, HttpVersion version)
    {
        if (fields.Contains(KnownField.ContentLength))
            return Violation.LengthAndCoding;
        if (version == HttpVersion.Http10)
            return Violation.CodingInHttp10;
        ReadOnlySpan<byte> coding = fields[KnownField.TransferEncoding];
        if (fields.CountOf(KnownField.TransferEncoding) != 1)
            return Violation.CodingNotChunked;
        if (FieldSyntax.SameToken(coding, "chunked"u8))
            return null;
        return EndsInOneChunked(coding) ? Violation.CodingUnknown : Violation.CodingNotChunked;
    }

    // "gzip, chunked" has a body whose end can be found, in a coding that we do not have (501); all else has none (400).
    private static bool EndsInOneChunked(ReadOnlySpan<byte> codings)
    {
        int members = 0;
        int chunked = 0;
        bool last = false;
        foreach (ReadOnlySpan<byte> coding in FieldSyntax.MembersOf(codings))
        {
            members++;
            last = FieldSyntax.SameToken(coding, "chunked"u8);
            chunked += last ? 1 : 0;
        }
        return last && chunked == 1 && members > 1;
    }

    private static Violation? ReadLength(HeaderBlock fields, ref Framing framing)
    {
        int first = fields.IndexOf(KnownField.ContentLength);
        if (first < 0)
            return null;
        ReadOnlySpan<byte> text = fields[first].Value;
        if (!TryParseLength(text, out long length))
            return Violation.LengthSyntax;

        // §6.3 rule 5: the same length again is one length; it is sent on once.
        for (int next = fields.IndexOf(KnownField.ContentLength, first + 1); next >= 0; next = fields.IndexOf(KnownField.ContentLength, next + 1))
        {
            if (!fields[next].Value.SequenceEqual(text))
                return Violation.LengthsDiffer;
            fields.Withhold(next);
        }
        framing = OfLength(length);
        return null;
    }

    // RFC 9110 §8.6 forbids Content-Length here. Servers send 0 all the same, which harms no one as long as it goes no further.
    private static Violation? CheckNoLength(HeaderBlock fields)
    {
        Framing claimed = None;
        if (ReadLength(fields, ref claimed) is { } violation)
            return violation;
        if (!claimed.IsEmpty)
            return Violation.BodyNotAllowed;
        WithholdAll(fields, KnownField.ContentLength);
        return null;
    }

    private static void WithholdAll(HeaderBlock fields, KnownField field) => fields.Withhold(field, default);

    private static bool TryParseLength(ReadOnlySpan<byte> text, out long length)
    {
        length = 0;
        if (text.IsEmpty || text.Length > MaxLengthDigits)
            return false;
        ulong value = 0;
        foreach (byte digit in text)
        {
            if (!char.IsAsciiDigit((char)digit))
                return false;
            value = (value * 10) + (uint)(digit - '0');
        }
        length = (long)value;
        return value <= long.MaxValue;
    }
}
