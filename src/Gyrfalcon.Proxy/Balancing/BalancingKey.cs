using System;
using Gyrfalcon.Http.Semantics;

namespace Gyrfalcon.Proxy.Balancing;

/// <summary>Which part of a request is hashed for a cluster whose balancer wants a key. Immutable.</summary>
public sealed class BalancingKey(BalancingKeyKind kind, byte[] name)
{
    private readonly KnownField _known = KnownFields.Classify(name);

    /// <summary>Which part.</summary>
    public BalancingKeyKind Kind => kind;

    /// <summary>The hash of that part; false if the request does not have it. Not for <see cref="BalancingKeyKind.ClientAddress"/>, which is no part of the request.</summary>
    public bool TryHash(RequestHead request, out ulong hash)
    {
        ArgumentNullException.ThrowIfNull(request);
        ReadOnlySpan<byte> part = kind switch
        {
            BalancingKeyKind.Path => request.Path,
            BalancingKeyKind.Header => Header(request.Fields),
            BalancingKeyKind.Cookie => Cookie(request.Fields),
            _ => Parameter(request.Query),
        };
        hash = KeyHash.Of(part);
        return !part.IsEmpty;
    }

    private ReadOnlySpan<byte> Header(HeaderBlock fields)
    {
        if (_known != KnownField.Other) return fields[_known];
        for (int i = 0; i < fields.Count; i++)
        {
            if (FieldSyntax.SameToken(fields[i].Name, name)) return fields[i].Value;
        }

        return default;
    }

    private ReadOnlySpan<byte> Cookie(HeaderBlock fields) => new CookieField(fields, name).Next();

    private ReadOnlySpan<byte> Parameter(ReadOnlySpan<byte> query) => CookieField.Find(ref query, (byte)'&', name);
}

/// <summary>Parts of a request that can be hashed.</summary>
public enum BalancingKeyKind : byte
{
    /// <summary>The address that the connection comes from, or that a trusted proxy says it does.</summary>
    ClientAddress,

    /// <summary>The path.</summary>
    Path,

    /// <summary>A header field.</summary>
    Header,

    /// <summary>A cookie.</summary>
    Cookie,

    /// <summary>A query parameter.</summary>
    Query,
}
