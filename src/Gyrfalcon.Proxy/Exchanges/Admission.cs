using System;
using System.Text;
using Gyrfalcon.Engine.Timers;
using Gyrfalcon.Engine.Tls;
using Gyrfalcon.Http;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Routing;

namespace Gyrfalcon.Proxy.Exchanges;

/// <summary>Refuses what is well-formed but not served: before an endpoint is asked.</summary>
internal static class Admission
{
    /// <summary>A host and target that are longer, in bytes, may not fit into the head of a redirect.</summary>
    private const int LongestRedirect = 12 * 1024;

    /// <summary>A longer name is no DNS name.</summary>
    private const int LongestName = 255;

    internal static FaultKind Check(Exchange exchange)
    {
        RequestHead request = exchange.Request;
        if (exchange.Client.LacksTls) return FaultKind.PlainOnTlsListener;
        exchange.RequestBody.Begin(request.Framing, request.Framing.Kind == FramingKind.Chunked, exchange.Client.Listener.MaxBody);
        if (request.Method is Method.Connect or Method.Trace && !IsAllowed(request.Method, exchange.Route)) return FaultKind.MethodNotImplemented;
        if (exchange.Violation is { } violation) return violation.Kind(inRequest: true);
        if (request.Method == Method.Trace && request.MaxForwards == 0) return FaultKind.MethodNotImplemented;
        if (request.AsksForHttps && !exchange.Client.IsSecured && !exchange.Client.IsTrusted) return FaultKind.MisdirectedRequest;
        if (exchange.Client.ServerName is { } asked && !IsServedAs(exchange.Client.Listener.Tls, asked, request.Host)) return FaultKind.MisdirectedRequest;
        if (exchange.Client.Listener.RedirectPort is not null) return request.Host.IsEmpty ? FaultKind.MalformedRequest : request.Host.Length + request.Target.Length > LongestRedirect ? FaultKind.RequestLineTooLong : FaultKind.None;
        if (HasPassedHere(exchange)) return FaultKind.LoopDetected;
        if (exchange.Route is not { } route) return FaultKind.NoRoute;
        if (request.Framing.Kind == FramingKind.ContentLength && request.Framing.Length > exchange.Client.Listener.MaxBody) return FaultKind.BodyTooLarge;
        if (exchange.Worker.Memory.IsShort) return exchange.ShedForMemory();
        if (route.TotalTimeout != WorkerTimer.Never) exchange.Until = exchange.StartedAt + route.TotalTimeout;
        return FaultKind.None;
    }

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
    private static bool HasPassedHere(Exchange exchange)
    {
        HeaderBlock fields = exchange.Request.Fields;
        for (int i = fields.IndexOf(KnownField.Via); i >= 0; i = fields.IndexOf(KnownField.Via, i + 1))
        {
            if (fields[i].Value.IndexOf(exchange.Worker.Via.Mark) >= 0) return true;
        }

        return false;
    }
}
