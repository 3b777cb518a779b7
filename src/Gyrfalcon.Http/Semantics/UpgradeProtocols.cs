using System;
using Gyrfalcon.Http.Http1;

namespace Gyrfalcon.Http.Semantics;

/// <summary>
/// The protocols of an Upgrade field (RFC 9110 §7.8): <c>name ["/" version]</c>, in the order of preference. <c>h2c</c> is left out everywhere: it
/// would hide requests from us inside the tunnel (RFC 9113 §3.1 no longer has it).
/// </summary>
public static class UpgradeProtocols
{
    /// <summary>Whether the field names at least one protocol that may be passed on, and nothing that is none.</summary>
    public static bool AnyIn(HeaderBlock fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        bool any = false;
        for (int i = fields.IndexOf(KnownField.Upgrade); i >= 0; i = fields.IndexOf(KnownField.Upgrade, i + 1))
        {
            foreach (ReadOnlySpan<byte> protocol in FieldSyntax.MembersOf(fields[i].Value))
            {
                if (!IsProtocol(protocol)) return false;
                any |= !IsHttp2(protocol);
            }
        }

        return any;
    }

    /// <summary>Whether every protocol that <paramref name="response"/> names is among those that <paramref name="request"/> offers.</summary>
    public static bool Answers(HeaderBlock request, HeaderBlock response)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(response);
        if (!AnyIn(response)) return false;
        for (int i = response.IndexOf(KnownField.Upgrade); i >= 0; i = response.IndexOf(KnownField.Upgrade, i + 1))
        {
            foreach (ReadOnlySpan<byte> protocol in FieldSyntax.MembersOf(response[i].Value))
            {
                if (IsHttp2(protocol) || !Names(request, protocol)) return false;
            }
        }

        return true;
    }

    /// <summary>Writes Connection and Upgrade for the next connection, with the protocols of <paramref name="fields"/>.</summary>
    public static void Write(ref HeadWriter writer, HeaderBlock fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        writer.Field(KnownField.Connection, "upgrade"u8);
        writer.BeginField(KnownField.Upgrade);
        bool first = true;
        for (int i = fields.IndexOf(KnownField.Upgrade); i >= 0; i = fields.IndexOf(KnownField.Upgrade, i + 1))
        {
            foreach (ReadOnlySpan<byte> protocol in FieldSyntax.MembersOf(fields[i].Value))
            {
                if (IsHttp2(protocol)) continue;
                if (!first) writer.Append(", "u8);
                writer.Append(protocol);
                first = false;
            }
        }

        writer.EndLine();
    }

    private static bool Names(HeaderBlock fields, ReadOnlySpan<byte> wanted)
    {
        for (int i = fields.IndexOf(KnownField.Upgrade); i >= 0; i = fields.IndexOf(KnownField.Upgrade, i + 1))
        {
            foreach (ReadOnlySpan<byte> protocol in FieldSyntax.MembersOf(fields[i].Value))
            {
                if (FieldSyntax.SameToken(protocol, wanted)) return true;
            }
        }

        return false;
    }

    private static bool IsProtocol(ReadOnlySpan<byte> text)
    {
        int slash = text.IndexOf((byte)'/');
        return slash < 0 ? FieldSyntax.IsToken(text) : FieldSyntax.IsToken(text[..slash]) && FieldSyntax.IsToken(text[(slash + 1)..]);
    }

    private static bool IsHttp2(ReadOnlySpan<byte> protocol) => FieldSyntax.SameToken(protocol, "h2c"u8);
}
