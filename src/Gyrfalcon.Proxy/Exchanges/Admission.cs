using System;
using Gyrfalcon.Engine.Timers;
using Gyrfalcon.Engine.Tls;
using Gyrfalcon.Http;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Routing;

namespace Gyrfalcon.Proxy.Exchanges;

/// <summary>Refuses what is well-formed but not served: before an endpoint is asked.</summary>
internal static class Admission
{
    /// <summary>Why the request is refused; None if it is not, and then its times and limits are set.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="route">The route that would take it; null for none.</param>
    internal static FaultKind Check(Exchange exchange, Route? route)
    {
        RequestHead request = exchange.Request;
        if (!exchange.Client.LacksTls) exchange.RequestBody.Begin(request.Framing, request.Framing.Kind == FramingKind.Chunked, exchange.Client.Listener.MaxBody);
        FaultKind fault = AdmissionRules.Check(request, new Arrival(exchange), route, exchange.Violation);
        if (fault != FaultKind.None || exchange.Client.Listener.RedirectPort is not null) return fault;
        if (exchange.Worker.Memory.IsShort) return exchange.ShedForMemory();
        if (route!.TotalTimeout != WorkerTimer.Never) exchange.Until = exchange.StartedAt + route.TotalTimeout;
        return FaultKind.None;
    }

    private readonly struct Arrival(Exchange exchange) : IArrival
    {
        public bool LacksTls => exchange.Client.LacksTls;

        public bool IsSecured => exchange.Client.IsSecured;

        public bool IsTrusted => exchange.Client.IsTrusted;

        public string? ServerName => exchange.Client.ServerName;

        public TlsServerContext? Tls => exchange.Client.Listener.Tls;

        public int? RedirectPort => exchange.Client.Listener.RedirectPort;

        public long MaxBody => exchange.Client.Listener.MaxBody;

        public ReadOnlySpan<byte> ViaMark => exchange.Worker.Via.Mark;
    }
}
