using System;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Tasks;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Buffers;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Http;
using Gyrfalcon.Http.Http1;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Routing;

namespace Gyrfalcon.Proxy.Exchanges;

/// <summary>Responses that we make ourselves: the fixed ones of a route, and those for faults.</summary>
internal static class OwnAnswer
{
    /// <summary>Seconds after which a client may try again when nothing better is known.</summary>
    private const int RetryAfterSeconds = 1;

    /// <summary>Answers a request that no endpoint is asked about.</summary>
    internal static ValueTask<IoStatus> SendAsync(Exchange exchange, Answerer answerer)
    {
        LeaveBodyBehind(exchange);
        if (answerer == Answerer.Redirect) return SendAsync(exchange, 308, default, [], null, toHttps: true);
        if (answerer == Answerer.Proxy) return SendAsync(exchange, 200, default, [], null);
        FixedResponse response = exchange.Route!.Response!;
        return SendAsync(exchange, response.Status, response.ContentType, response.Body, null);
    }

    /// <summary>Answers a fault, if anybody is there to read it, and notes it.</summary>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    internal static async ValueTask<bool> SendFaultAsync(Exchange exchange, FaultKind kind)
    {
        exchange.Fault = kind;
        Fault fault = FaultTable.Of(kind);
        if (kind == FaultKind.ClientGone || exchange.ResponseStarted)
        {
            exchange.Status = exchange.Status == 0 ? fault.Status : exchange.Status;
            exchange.KeepsClient = false;
            exchange.Client.Transport.Abort();
            return false;
        }

        if (fault.ClosesDownstream) exchange.KeepsClient = false;
        LeaveBodyBehind(exchange);
        bool json = PrefersJson(exchange.Request);
        byte[] body = Encoding.UTF8.GetBytes(json
            ? $"{{\"status\":{fault.Status},\"fault\":\"{fault.LogCode}\",\"message\":\"{fault.Sentence}\"}}\n"
            : $"{fault.Status} {ReasonPhrase.Of(fault.Status)}\n{fault.Sentence}\n");
        await SendAsync(exchange, fault.Status, json ? "application/json"u8.ToArray() : "text/plain; charset=utf-8"u8.ToArray(), body, fault);
        return true;
    }

    /// <summary>A body that is not read would be taken for the next request, so the connection goes with it unless all of it has arrived.</summary>
    private static void LeaveBodyBehind(Exchange exchange)
    {
        if (exchange.KeepsClient && !exchange.RequestBody.TrySkip(exchange.Client.Input)) exchange.KeepsClient = false;
        if (exchange.Client.EndsAfterExchange) exchange.KeepsClient = false;
    }

    private static ValueTask<IoStatus> SendAsync(Exchange exchange, int status, ReadOnlySpan<byte> contentType, byte[] content, Fault? fault, bool toHttps = false)
    {
        Worker worker = exchange.Worker.Worker;
        bool hasBody = exchange.Request.Method != Method.Head && status is not (204 or 304);
        exchange.Status = status;
        exchange.ResponseStarted = true;

        IoBuffer buffer = worker.Buffers.Rent();
        var writer = new HeadWriter(buffer.Room);
        writer.StatusLine(status, ReasonPhrase.Of(status).Bytes);
        writer.Field(KnownField.Date, exchange.Worker.Date.Value(worker.Driver.UtcNow));
        if (!contentType.IsEmpty) writer.Field(KnownField.ContentType, contentType);
        if (status != 204) writer.Field(KnownField.ContentLength, content.Length);
        if (fault is not null) WriteFaultFields(ref writer, fault);
        else if (exchange.Request.MaxForwards == 0) writer.Field(KnownField.Allow, "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"u8);
        if (toHttps) WriteLocation(ref writer, exchange);
        writer.Append(exchange.Client.Listener.Hsts);
        writer.Field(KnownField.XRequestID, exchange.SharedId);
        ConnectionField.Write(ref writer, exchange);
        if (exchange.Explanation is not null) ExplainField.Write(ref writer, exchange, buffer.Room.Length);
        writer.End();
        buffer.Commit(writer.Length);
        if (!hasBody) return exchange.Client.Transport.SendAsync(buffer, worker.After(exchange.Client.Listener.SendIdle));
        exchange.BytesOut = content.Length;
        int start = buffer.Append(content);
        return start == content.Length
            ? exchange.Client.Transport.SendAsync(buffer, worker.After(exchange.Client.Listener.SendIdle))
            : SendInPartsAsync(exchange, buffer, content, start);
    }

    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    private static async ValueTask<IoStatus> SendInPartsAsync(Exchange exchange, IoBuffer buffer, byte[] content, int start)
    {
        Worker worker = exchange.Worker.Worker;
        while (true)
        {
            IoStatus sent = await exchange.Client.Transport.SendAsync(buffer, worker.After(exchange.Client.Listener.SendIdle));
            if (sent != IoStatus.Ok || start == content.Length) return sent;
            buffer = worker.Buffers.Rent();
            start += buffer.Append(content.AsSpan(start));
        }
    }

    /// <summary>The same URL by https. Nothing of it can be anything but visible ASCII, by the syntax of requests.</summary>
    private static void WriteLocation(ref HeadWriter writer, Exchange exchange)
    {
        int port = exchange.Client.Listener.RedirectPort ?? 443;
        writer.BeginField(KnownField.Location);
        writer.Append("https://"u8);
        writer.Append(exchange.Request.Host);
        if (port != 443)
        {
            writer.Append((byte)':');
            writer.AppendNumber(port);
        }

        writer.Append(exchange.Request.Form == TargetForm.Asterisk ? "/"u8 : exchange.Request.Path);
        if (exchange.Request.HasQuery)
        {
            writer.Append((byte)'?');
            writer.Append(exchange.Request.Query);
        }

        writer.EndLine();
    }

    private static void WriteFaultFields(ref HeadWriter writer, Fault fault)
    {
        writer.BeginField(KnownField.ProxyStatus);
        writer.Append("gyr; error="u8);
        foreach (char c in fault.ProxyStatus) writer.Append((byte)c);
        writer.Append("; details=\""u8);
        foreach (char c in fault.LogCode) writer.Append((byte)c);
        writer.Append((byte)'"');
        writer.EndLine();
        if (fault.Status is 429 or 503) writer.Field(KnownField.RetryAfter, RetryAfterSeconds);
    }

    /// <summary>JSON is named in Accept and plain text is not named before it.</summary>
    private static bool PrefersJson(RequestHead request)
    {
        if (!request.Fields.TryGet(KnownField.Accept, out ReadOnlySpan<byte> accept)) return false;
        int json = accept.IndexOf("application/json"u8);
        int text = accept.IndexOf("text/"u8);
        return json >= 0 && (text < 0 || json < text);
    }
}
