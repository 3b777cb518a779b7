using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Google.Protobuf;
using Gyrfalcon.Admin.Otlp.Wire;
using Gyrfalcon.Http;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Telemetry;

namespace Gyrfalcon.Admin.Otlp;

/// <summary>The spans of an exchange: one of a server, and one of a client for each attempt at an endpoint, with the attributes of OpenTelemetry's semantic conventions for HTTP spans (1.23) and a few of our own.</summary>
internal static class SpanWriter
{
    internal static void Write(TracedExchange exchange, ICollection<Span> spans)
    {
        spans.Add(OfExchange(exchange));

        // The answer that was relayed is that of the last attempt that came to anything: what was given up has neither a status nor a fault.
        TracedAttempt? last = exchange.Attempts.LastOrDefault(static attempt => attempt.Status != 0 || attempt.Fault != FaultKind.None);
        foreach (TracedAttempt attempt in exchange.Attempts) spans.Add(OfAttempt(exchange, attempt, isRelayed: attempt == last && attempt.Status != 0));
    }

    private static Span OfExchange(TracedExchange exchange)
    {
        string method = KnownMethod(exchange.Method);
        var span = new Span
        {
            TraceId = ByteString.CopyFrom(exchange.TraceId),
            SpanId = ByteString.CopyFrom(exchange.SpanId),
            ParentSpanId = exchange.ParentId is { } parent ? ByteString.CopyFrom(parent) : ByteString.Empty,
            Name = exchange.Route.Length > 0 ? $"{NameOf(method)} {exchange.Route}" : NameOf(method),
            Kind = SpanKind.Server,
            StartTimeUnixNano = Attributes.UnixNanoseconds(exchange.Began),
            EndTimeUnixNano = Attributes.UnixNanoseconds(exchange.Began + exchange.Time),
        };
        (string host, int port) = Authority(exchange.Host, exchange.IsTls ? 443 : 80);
        span.Attributes.Put("http.request.method", method);
        if (method == "_OTHER") span.Attributes.Put("http.request.method_original", exchange.Method);
        span.Attributes.Put("url.scheme", exchange.IsTls ? "https" : "http");
        span.Attributes.Put("url.path", exchange.Path);
        span.Attributes.Put("server.address", host);
        if (host.Length > 0) span.Attributes.Put("server.port", port);
        span.Attributes.Put("client.address", exchange.Client);
        if (exchange.ClientPort != 0) span.Attributes.Put("client.port", exchange.ClientPort);
        span.Attributes.Put("network.peer.address", exchange.Peer);
        span.Attributes.Put("network.protocol.version", exchange.IsHttp10 ? "1.0" : "1.1");
        if (exchange.Status != 0) span.Attributes.Put("http.response.status_code", exchange.Status);
        span.Attributes.Put("http.request.body.size", exchange.BytesIn);
        span.Attributes.Put("http.response.body.size", exchange.BytesOut);
        span.Attributes.Put("gyr.request_id", exchange.RequestId);
        span.Attributes.Put("gyr.listener", exchange.Listener);
        span.Attributes.Put("gyr.route", exchange.Route);
        span.Attributes.Put("gyr.cluster", exchange.Cluster);

        // What a client did wrong is no error of the server's (semantic conventions, Status).
        bool isOurs = exchange.Status >= 500 || (exchange.Fault != FaultKind.None && FaultTable.Of(exchange.Fault).Side != FaultSide.Client);
        Judge(span, exchange.Fault, exchange.Status, isOurs, exchange.Violation);
        return span;
    }

    private static Span OfAttempt(TracedExchange exchange, TracedAttempt attempt, bool isRelayed)
    {
        string method = KnownMethod(exchange.Method);
        DateTime end = isRelayed || attempt.Ended is null ? exchange.Began + exchange.Time : attempt.Ended.Value;
        var span = new Span
        {
            TraceId = ByteString.CopyFrom(exchange.TraceId),
            SpanId = ByteString.CopyFrom(attempt.SpanId),
            ParentSpanId = ByteString.CopyFrom(exchange.SpanId),
            Name = NameOf(method),
            Kind = SpanKind.Client,
            StartTimeUnixNano = Attributes.UnixNanoseconds(attempt.Began),
            EndTimeUnixNano = Attributes.UnixNanoseconds(end),
        };
        var url = new Uri(attempt.Endpoint);
        span.Attributes.Put("http.request.method", method);
        span.Attributes.Put("url.full", $"{attempt.Endpoint.TrimEnd('/')}{exchange.Path}");
        span.Attributes.Put("server.address", url.Host);
        span.Attributes.Put("server.port", url.Port);
        if (attempt.Status != 0) span.Attributes.Put("http.response.status_code", attempt.Status);
        if (attempt.Number > 1 && !attempt.IsHedge) span.Attributes.Put("http.request.resend_count", attempt.Number - 1);
        span.Attributes.Put("gyr.cluster", exchange.Cluster);
        span.Attributes.Put("gyr.endpoint", attempt.Endpoint);
        span.Attributes.Put("gyr.kept_connection", attempt.IsOnKept);
        if (attempt.IsHedge) span.Attributes.Put("gyr.hedge", true);
        if (attempt.Connected is { } connected) span.Events.Add(new SpanEvent { Name = "connected", TimeUnixNano = Attributes.UnixNanoseconds(connected) });
        if (attempt.Status != 0 && attempt.Ended is { } answered) span.Events.Add(new SpanEvent { Name = "response head", TimeUnixNano = Attributes.UnixNanoseconds(answered) });
        Judge(span, attempt.Fault, attempt.Status, attempt.Fault != FaultKind.None || attempt.Status >= 400, "");
        return span;
    }

    private static void Judge(Span span, FaultKind fault, int status, bool isError, string violation)
    {
        string type = fault != FaultKind.None ? FaultTable.Of(fault).MetricLabel : isError ? status.ToString(CultureInfo.InvariantCulture) : "";
        span.Attributes.Put("error.type", type);
        if (isError) span.Status = new SpanStatus { Code = StatusCode.Error, Message = violation };
    }

    /// <summary>Methods that nobody knows could be anything, and names of spans must not.</summary>
    private static string KnownMethod(string method) => method.Length == 0 || Methods.Classify(Encoding.Latin1.GetBytes(method)) == Method.Other ? "_OTHER" : method;

    private static string NameOf(string method) => method == "_OTHER" ? "HTTP" : method;

    private static (string Host, int Port) Authority(string authority, int usualPort)
    {
        int colon = authority.LastIndexOf(':');
        return colon > authority.LastIndexOf(']') && int.TryParse(authority.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port) ? (authority[..colon], port) : (authority, usualPort);
    }
}
