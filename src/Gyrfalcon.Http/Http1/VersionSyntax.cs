using System;

using Gyrfalcon.Http.Semantics;

namespace Gyrfalcon.Http.Http1;

/// <summary>HTTP-version of a start line (RFC 9112 §2.3): <c>HTTP/</c> in capitals, two digits. Only 1.0 and 1.1 exist with major version 1.</summary>
internal static class VersionSyntax
{
    /// <summary>Bytes of every version.</summary>
    internal const int Length = 8;

    internal static Violation? Read(ReadOnlySpan<byte> text, out HttpVersion version)
    {
        version = HttpVersion.Http11;
        if (text.SequenceEqual("HTTP/1.1"u8))
            return null;
        version = HttpVersion.Http10;
        if (text.SequenceEqual("HTTP/1.0"u8))
            return null;
        bool wellFormed = text.Length == Length && text.StartsWith("HTTP/"u8)
            && char.IsAsciiDigit((char)text[5]) && text[6] == '.' && char.IsAsciiDigit((char)text[7]);
        return wellFormed ? Violation.UnknownVersion : Violation.VersionSyntax;
    }
}
