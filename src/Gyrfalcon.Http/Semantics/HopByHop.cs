using System;

namespace Gyrfalcon.Http.Semantics;

/// <summary>
/// Which fields belong to one connection and are not forwarded (RFC 9110 §7.6.1): the ones named here, and those that the
/// message's Connection names. A request whose Connection names a field that others rely on end to end is refused: by that trick
/// clients have made proxies strip what the endpoint's security rests on. In a response such an option is ignored.
/// </summary>
public static class HopByHop
{
    // Also bounds the work: each option may have to be compared with every field.
    private const int MaxOptions = 64;

    /// <summary>
    /// Never forwarded as they came. Transfer-Encoding and Upgrade are written anew when the next connection uses them.
    /// Proxy-Authenticate and Proxy-Authorization are between a client and the proxy it was told to use; we are none (RFC 9110 §11.7).
    /// Trailer is not here: it is for every recipient (RFC 9110 §6.6.2).
    /// </summary>
    public static readonly FieldSet Fields = FieldSet.Of(
        KnownField.Connection, KnownField.KeepAlive, KnownField.ProxyConnection, KnownField.TE, KnownField.TransferEncoding, KnownField.Upgrade,
        KnownField.Http2Settings, KnownField.ProxyAuthenticate, KnownField.ProxyAuthorization, KnownField.ProxyAuthenticationInfo);

    /// <summary>
    /// What Connection may name: fields that are hop-by-hop anyway, and Trailer, which user agents are used to name. Any other
    /// known field is end to end.
    /// </summary>
    private static readonly FieldSet Nominable = Fields | FieldSet.Of(KnownField.Trailer);

    /// <summary>
    /// Reads the options of every Connection field and marks the lines they name as withheld. A request that names a field meant
    /// for every recipient, or holds an option that is no token, is in violation.
    /// </summary>
    internal static Violation? Apply(HeaderBlock fields, bool inRequest, out ConnectionOptions options)
    {
        options = ConnectionOptions.None;
        int count = 0;
        for (int i = fields.IndexOf(KnownField.Connection); i >= 0; i = fields.IndexOf(KnownField.Connection, i + 1))
        {
            foreach (ReadOnlySpan<byte> option in FieldSyntax.MembersOf(fields[i].Value))
            {
                if (!FieldSyntax.IsToken(option) || ++count > MaxOptions)
                    return Violation.ConnectionOption;
                if (FieldSyntax.SameToken(option, "keep-alive"u8))
                    options |= ConnectionOptions.KeepAlive;
                else if (FieldSyntax.SameToken(option, "close"u8))
                    options |= ConnectionOptions.Close;
                else if (FieldSyntax.SameToken(option, "upgrade"u8))
                    options |= ConnectionOptions.Upgrade;
                else if (!Nominate(fields, option) && inRequest)
                    return Violation.NominatesEndToEnd;
            }
        }
        return null;
    }

    private static bool Nominate(HeaderBlock fields, ReadOnlySpan<byte> option)
    {
        KnownField known = KnownFields.Classify(option);
        if (known != KnownField.Other && !Nominable.Contains(known))
            return false;
        if (known != KnownField.Trailer)
            fields.Withhold(known, option);
        return true;
    }
}

/// <summary>Whether a connection goes on (RFC 9112 §9.3): close ends it, HTTP/1.1 keeps it, HTTP/1.0 keeps it on request.</summary>
internal static class Persistence
{
    internal static bool KeepsAlive(this ConnectionOptions options, HttpVersion version) =>
        (options & ConnectionOptions.Close) == 0
        && (version == HttpVersion.Http11 || (options & ConnectionOptions.KeepAlive) != 0);
}

/// <summary>Connection options that change how a connection is used (RFC 9110 §7.6.1, RFC 9112 §9).</summary>
[Flags]
internal enum ConnectionOptions : byte
{
    None = 0,
    Close = 1,
    KeepAlive = 2,
    Upgrade = 4,
}
