using System;
using System.Buffers;

using Gyrfalcon.Http.Semantics;

namespace Gyrfalcon.Http.Http1;

/// <summary>
/// Parses a request target (RFC 9112 §3.2). Besides the characters of RFC 3986 it takes those that browsers are known to send raw:
/// <c>[ ] | ^</c> anywhere and <c>{ } ` \</c> in the query. Everything else, a fragment among it, is refused.
/// </summary>
internal static class RequestTarget
{
    private const string Unreserved = "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string SubDelims = "!$&'()*+,;=";

    // A backslash in a path is a slash to some servers, so it is not here; behind the question mark it means nothing to anyone.
    private static readonly SearchValues<byte> PathBytes = Bytes("/:@%" + Unreserved + SubDelims + "[]|^");
    private static readonly SearchValues<byte> QueryBytes = Bytes("/?:@%" + Unreserved + SubDelims + "[]|^{}`\\");

    internal static Violation? Read(ReadOnlySpan<byte> target, int offset, RequestHead head)
    {
        head.TargetSlice = new Slice(offset, target.Length);
        if (head.Method == Method.Connect)
            return ReadAuthorityForm(target, offset, head);
        if (target.IsEmpty)
            return Violation.RequestLineSyntax;
        if (target[0] == '/')
        {
            head.Form = TargetForm.Origin;
            return ReadPathAndQuery(target, offset, head);
        }
        if (target.SequenceEqual("*"u8))
        {
            head.Form = TargetForm.Asterisk;
            return head.Method == Method.Options ? null : Violation.TargetForm;
        }
        return ReadAbsoluteForm(target, offset, head);
    }

    private static Violation? ReadAuthorityForm(ReadOnlySpan<byte> target, int offset, RequestHead head)
    {
        head.Form = TargetForm.Authority;
        if (!NoteAuthority(target, offset, head))
            return target.IsEmpty || target[0] == '/' ? Violation.TargetForm : Violation.TargetAuthority;
        return head.Port < 0 ? Violation.TargetAuthority : null;
    }

    private static Violation? ReadAbsoluteForm(ReadOnlySpan<byte> target, int offset, RequestHead head)
    {
        int scheme = FieldSyntax.SameToken(target[..Math.Min(7, target.Length)], "http://"u8) ? 7
            : FieldSyntax.SameToken(target[..Math.Min(8, target.Length)], "https://"u8) ? 8 : 0;
        if (scheme == 0)
            return Violation.TargetForm;

        head.Form = TargetForm.Absolute;
        head.AsksForHttps = scheme == 8;
        ReadOnlySpan<byte> rest = target[scheme..];
        int authorityLength = rest.IndexOfAny((byte)'/', (byte)'?');
        if (authorityLength < 0)
            authorityLength = rest.Length;
        if (!NoteAuthority(rest[..authorityLength], offset + scheme, head))
            return Violation.TargetAuthority;
        if (authorityLength == rest.Length)
        {
            // RFC 9112 §3.2.4: OPTIONS of a target without path and query is about the server as a whole.
            if (head.Method == Method.Options)
                head.Form = TargetForm.Asterisk;
            return null;
        }
        return ReadPathAndQuery(rest[authorityLength..], offset + scheme + authorityLength, head);
    }

    private static Violation? ReadPathAndQuery(ReadOnlySpan<byte> text, int offset, RequestHead head)
    {
        int pathLength = text.IndexOfAnyExcept(PathBytes);
        if (pathLength < 0)
        {
            pathLength = text.Length;
        }
        else
        {
            if (text[pathLength] != '?' || text[(pathLength + 1)..].ContainsAnyExcept(QueryBytes))
                return Violation.TargetSyntax;
            head.HasQuery = true;
            head.QuerySlice = new Slice(offset + pathLength + 1, text.Length - pathLength - 1);
        }
        head.PathSlice = new Slice(offset, pathLength);
        if (!text.Contains((byte)'%'))
            return null;
        if (HasBrokenPercent(text))
            return Violation.PercentEncoding;

        // In a path it can only be meant for readers that stop at it; in a query it may be data.
        return text[..pathLength].IndexOf("%00"u8) >= 0 ? Violation.EncodedNul : null;
    }

    private static bool HasBrokenPercent(ReadOnlySpan<byte> text)
    {
        int percent;
        while ((percent = text.IndexOf((byte)'%')) >= 0)
        {
            if (text.Length - percent < 3 || !char.IsAsciiHexDigit((char)text[percent + 1]) || !char.IsAsciiHexDigit((char)text[percent + 2]))
                return true;
            text = text[(percent + 3)..];
        }
        return false;
    }

    private static bool NoteAuthority(ReadOnlySpan<byte> text, int offset, RequestHead head)
    {
        if (!Authority.TryParse(text, out int hostLength, out int port))
            return false;
        head.AuthoritySlice = new Slice(offset, text.Length);
        head.HostLength = hostLength;
        head.Port = port;
        return true;
    }

    private static SearchValues<byte> Bytes(string characters) => SearchValues.Create(System.Text.Encoding.ASCII.GetBytes(characters));
}
