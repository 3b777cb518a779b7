using System;
using System.Linq;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Values;

/// <summary>What is hashed: <c>client-address</c>, <c>path</c>, <c>header:NAME</c>, <c>cookie:NAME</c>, <c>query:NAME</c>.</summary>
internal static class HashKeyText
{
    private const string TokenCharacters = "!#$%&'*+-.^_`|~";

    public static Parsed<HashKey> Parse(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string kind = colon < 0 ? text : text[..colon];
        string name = colon < 0 ? "" : text[(colon + 1)..];
        bool named = name.Length > 0 && name.All(static c => char.IsAsciiLetterOrDigit(c) || TokenCharacters.Contains(c, StringComparison.Ordinal));
        return (kind, colon >= 0) switch
        {
            ("client-address", false) => HashKey.ClientAddress,
            ("path", false) => new HashKey(HashKeyKind.Path),
            ("header", true) when named => new HashKey(HashKeyKind.Header, name),
            ("cookie", true) when named => new HashKey(HashKeyKind.Cookie, name),
            ("query", true) when named => new HashKey(HashKeyKind.Query, name),
            _ => new Complaint(DiagnosticCodes.Choice, $"`{Shown.Text(text)}` is no part of a request that can be hashed", "write `client-address`, `path`, `header:NAME`, `cookie:NAME` or `query:NAME`"),
        };
    }
}
