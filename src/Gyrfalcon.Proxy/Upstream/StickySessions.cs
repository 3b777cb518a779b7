using System;
using System.Collections.Generic;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Balancing;

namespace Gyrfalcon.Proxy.Upstream;

/// <summary>
/// Which endpoint a session sticks to, by a cookie that holds the endpoint's <see cref="SessionToken"/>. Tokens are made when endpoints join, so that a request costs a look-up. Read by all workers;
/// the table is replaced when members change.
/// </summary>
public sealed class StickySessions
{
    private readonly Cluster _cluster;
    private readonly IReadOnlyList<byte[]> _keys;
    private volatile Dictionary<UInt128, Endpoint> _byToken = [];

    /// <summary>Begins to keep the sessions of <paramref name="cluster"/>. The first key makes tokens, those of the others are taken too.</summary>
    public StickySessions(Cluster cluster, StickyCookie cookie, IReadOnlyList<byte[]> keys)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        _cluster = cluster;
        _keys = keys;
        Cookie = cookie;
        cluster.MembersChanged += (_, _) => Rebuild();
        Rebuild();
    }

    /// <summary>The cookie.</summary>
    public StickyCookie Cookie { get; }

    /// <summary>Its keys are of this process alone, so sessions move when it is started again.</summary>
    public bool ForgetsAtRestart { get; init; }

    /// <summary>
    /// The endpoint that the request's session sticks to; null if it has none that can go on. Of several cookies the first that names such an endpoint counts: a client may hold others, of another path
    /// or planted by a sibling domain.
    /// </summary>
    /// <param name="fields">Of the request.</param>
    /// <param name="isOld">The cookie was made with another key than the first.</param>
    internal Endpoint? Find(HeaderBlock fields, out bool isOld)
    {
        isOld = false;
        if (!fields.Contains(KnownField.Cookie)) return null;
        var cookies = new CookieField(fields, Cookie.Name);
        while (cookies.Next() is { IsEmpty: false } value)
        {
            if (!SessionToken.TryRead(value, out UInt128 token) || !_byToken.TryGetValue(token, out Endpoint? endpoint) || !Keeps(endpoint)) continue;
            isOld = endpoint.Session!.Token != token;
            return endpoint;
        }

        return null;
    }

    /// <summary>Sessions at <paramref name="endpoint"/> go on: it is a member with no obstacle but a drain, or all are so bad that health is ignored.</summary>
    internal bool Keeps(Endpoint endpoint) => endpoint.State.KeepsSessions || (_cluster.IsPanicking && endpoint.State.IsUsableInPanic);

    /// <summary>The field line that makes the session stick to <paramref name="endpoint"/>.</summary>
    internal ReadOnlySpan<byte> SetCookie(Endpoint endpoint, bool isSecured)
    {
        // One that has joined this very moment may answer before the table has it.
        EndpointSession session = endpoint.Session ??= Begin(endpoint);
        bool secure = Cookie.Secure == SecureCookie.Always || (Cookie.Secure == SecureCookie.Auto && isSecured);
        return secure ? session.Secure : session.Plain;
    }

    private void Rebuild()
    {
        var table = new Dictionary<UInt128, Endpoint>();
        foreach (Endpoint endpoint in _cluster.Endpoints)
        {
            endpoint.Session ??= Begin(endpoint);
            foreach (byte[] key in _keys) table[SessionToken.Of(key, _cluster.Name, endpoint.Name)] = endpoint;
        }

        _byToken = table;
    }

    private EndpointSession Begin(Endpoint endpoint)
    {
        UInt128 token = SessionToken.Of(_keys[0], _cluster.Name, endpoint.Name);
        return new EndpointSession(token, Cookie.FieldLine(token, isSecure: false), Cookie.FieldLine(token, isSecure: true));
    }
}
