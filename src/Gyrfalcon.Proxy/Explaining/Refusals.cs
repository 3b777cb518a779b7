using System.Globalization;
using Gyrfalcon.Http;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Routing;

namespace Gyrfalcon.Proxy.Explaining;

/// <summary>What the proxy answers instead of an endpoint, in a sentence.</summary>
internal static class Refusals
{
    /// <summary>The status and name of a fault.</summary>
    internal static string Told(FaultKind fault) => string.Create(CultureInfo.InvariantCulture, $"{FaultTable.Of(fault).Status} {FaultTable.Of(fault).LogCode}");

    /// <summary>Of a rule of the syntax that was broken.</summary>
    internal static string Told(FaultKind fault, Violation? rule) => rule is null ? Told(fault) : $"{Told(fault)} ({rule})";

    /// <summary>Of a request that is well-formed and not admitted.</summary>
    internal static string Told(FaultKind fault, RequestHead request, in Arrival arrival, Route? route, Violation? violation)
    {
        if (violation is not null && fault == violation.Kind(inRequest: true)) return Told(fault, violation);
        string? why = fault switch
        {
            FaultKind.MethodNotImplemented => request.MaxForwards == 0 && route is not null ? "Max-Forwards is 0, so TRACE is not passed on" : "no route allows this method",
            FaultKind.NoRoute => "no route takes the request",
            FaultKind.PlainOnTlsListener => "the listener speaks TLS",
            FaultKind.LoopDetected => "its Via says that it has passed here before",
            FaultKind.MisdirectedRequest when request.AsksForHttps && !arrival.IsSecured => "it asks for https, and the connection is not secured",
            FaultKind.MisdirectedRequest => $"the client has asked for the server name {arrival.ServerName}, whose certificates are not those of the request's host",
            FaultKind.MalformedRequest => "the listener redirects everything, and the request names no host",
            FaultKind.RequestLineTooLong => "the listener redirects everything, and the URL is too long for that",
            FaultKind.BodyTooLarge => string.Create(CultureInfo.InvariantCulture, $"its body has {request.Framing.Length} bytes, and the listener takes {arrival.MaxBody}"),
            FaultKind.OutOfResources => "the requests under way hold as much memory as they may",
            _ => null,
        };
        return why is null ? Told(fault) : $"{Told(fault)}: {why}";
    }

    /// <summary>Of a request that is admitted, and that no endpoint is asked about; null if one is.</summary>
    internal static string? Told(Answerer answerer, int? redirectPort, Route? route) => answerer switch
    {
        Answerer.Redirect => string.Create(CultureInfo.InvariantCulture, $"308 to https, port {redirectPort}: the listener redirects everything"),
        Answerer.Route => string.Create(CultureInfo.InvariantCulture, $"{route!.Response!.Status}, by the route itself"),
        Answerer.Proxy => "200 with Allow, by the proxy itself: Max-Forwards is 0, so the request goes no further",
        _ => null,
    };
}
