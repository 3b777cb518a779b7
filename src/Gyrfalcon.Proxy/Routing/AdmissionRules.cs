using System;
using System.Text;
using Gyrfalcon.Engine.Tls;
using Gyrfalcon.Http;
using Gyrfalcon.Http.Semantics;

namespace Gyrfalcon.Proxy.Routing;

/// <summary>Which requests are well-formed but not served, and which are answered without asking an endpoint: in this order, whoever asks, a request or an explanation.</summary>
internal static class AdmissionRules
{
    /// <summary>A host and target that are longer, in bytes, may not fit into the head of a redirect.</summary>
    private const int LongestRedirect = 12 * 1024;

    /// <summary>A longer name is no DNS name.</summary>
    private const int LongestName = 255;

    /// <summary>Why a request is refused that its route, if it has one, or the violation of its path has been found for; None if it is not.</summary>
    internal static FaultKind Check<TArrival>(RequestHead request, TArrival arrival, Route? route, Violation? violation)
        where TArrival : struct, IArrival
    {
        if (arrival.LacksTls) return FaultKind.PlainOnTlsListener;
        if (request.Method is Method.Connect or Method.Trace && !IsAllowed(request.Method, route)) return FaultKind.MethodNotImplemented;
        if (violation is { } unclear) return unclear.Kind(inRequest: true);
        if (request.Method == Method.Trace && request.MaxForwards == 0) return FaultKind.MethodNotImplemented;
        if (request.AsksForHttps && !arrival.IsSecured && !arrival.IsTrusted) return FaultKind.MisdirectedRequest;
        if (arrival.ServerName is { } asked && !IsServedAs(arrival.Tls, asked, request.Host)) return FaultKind.MisdirectedRequest;
        if (arrival.RedirectPort is not null) return request.Host.IsEmpty ? FaultKind.MalformedRequest : request.Host.Length + request.Target.Length > LongestRedirect ? FaultKind.RequestLineTooLong : FaultKind.None;
        if (HasPassedHere(request.Fields, arrival)) return FaultKind.LoopDetected;
        if (route is null) return FaultKind.NoRoute;
        return request.Framing.Kind == FramingKind.ContentLength && request.Framing.Length > arrival.MaxBody ? FaultKind.BodyTooLarge : FaultKind.None;
    }

    /// <summary>Who answers a request that is not refused.</summary>
    /// <param name="request">The request.</param>
    /// <param name="redirectPort">Its listener redirects everything to this port.</param>
    /// <param name="route">Its route; null only where everything is redirected.</param>
    internal static Answerer AnswererOf(RequestHead request, int? redirectPort, Route? route)
        => redirectPort is not null ? Answerer.Redirect : route!.Response is not null ? Answerer.Route : request.MaxForwards == 0 ? Answerer.Proxy : Answerer.Endpoint;

    private static bool IsAllowed(Method method, Route? route)
        => route is { Response: null } && (method == Method.Connect ? route.AllowsConnect : route.AllowsTrace);

    /// <summary>A request for another host than the connection was made for is served only if the same certificates are for both (RFC 9110 §7.4). There are none any more (null) if the listener has become a plain one.</summary>
    private static bool IsServedAs(TlsServerContext? tls, string asked, ReadOnlySpan<byte> host)
    {
        if (Ascii.EqualsIgnoreCase(host, asked)) return true;
        if (host.IsEmpty || host.Length > LongestName || tls is null) return host.IsEmpty;
        Span<char> name = stackalloc char[LongestName];
        for (int i = 0; i < host.Length; i++) name[i] = char.ToLowerInvariant((char)host[i]);
        return tls.AreServedAlike(asked, name[..host.Length].TrimEnd('.'));
    }

    /// <summary>Our own mark in Via, which names this process: another gyr in front of or behind this one is no loop (RFC 9110 §7.6.3).</summary>
    private static bool HasPassedHere<TArrival>(HeaderBlock fields, TArrival arrival)
        where TArrival : struct, IArrival
    {
        for (int i = fields.IndexOf(KnownField.Via); i >= 0; i = fields.IndexOf(KnownField.Via, i + 1))
        {
            if (fields[i].Value.IndexOf(arrival.ViaMark) >= 0) return true;
        }

        return false;
    }
}

/// <summary>Who answers a request.</summary>
internal enum Answerer : byte
{
    /// <summary>An endpoint.</summary>
    Endpoint,

    /// <summary>The listener, which sends everybody to https.</summary>
    Redirect,

    /// <summary>The route, which says what.</summary>
    Route,

    /// <summary>The proxy itself: an OPTIONS that may not be forwarded any further (RFC 9110 §7.6.2).</summary>
    Proxy,
}
