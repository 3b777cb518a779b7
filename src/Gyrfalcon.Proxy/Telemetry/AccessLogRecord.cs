using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Downstream;
using Gyrfalcon.Proxy.Exchanges;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>What is noted of an exchange: <see cref="Write"/> on the worker, the rest on the log's thread. Texts that an exchange does not have, or the form of the lines does not need, are empty.</summary>
internal readonly ref struct AccessLogRecord
{
    /// <summary>No record is longer.</summary>
    internal const int LongestRecord = 16 * 1024;

    /// <summary>Longest Referer and User-Agent that a line carries.</summary>
    private const int FieldLimit = 1024;

    internal AccessLogRecord(ReadOnlySpan<byte> record)
    {
        Length = record.Length;
        Numbers = MemoryMarshal.Read<AccessLogNumbers>(record);
        record = record[AccessLogNumbers.Size..];
        RequestId = Next(ref record);
        Client = Next(ref record);
        Listener = Next(ref record);
        Route = Next(ref record);
        Cluster = Next(ref record);
        Endpoint = Next(ref record);
        Method = Next(ref record);
        Host = Next(ref record);
        Target = Next(ref record);
        Query = Next(ref record);
        Referer = Next(ref record);
        UserAgent = Next(ref record);
        Violation = Next(ref record);
        TraceId = Next(ref record);
        ParentId = Next(ref record);
        TheAttempts = new RecordedAttempts(record);
    }

    /// <summary>In bytes.</summary>
    internal int Length { get; }

    internal AccessLogNumbers Numbers { get; }

    internal ReadOnlySpan<byte> RequestId { get; }

    internal ReadOnlySpan<byte> Client { get; }

    internal ReadOnlySpan<byte> Listener { get; }

    internal ReadOnlySpan<byte> Route { get; }

    internal ReadOnlySpan<byte> Cluster { get; }

    internal ReadOnlySpan<byte> Endpoint { get; }

    internal ReadOnlySpan<byte> Method { get; }

    internal ReadOnlySpan<byte> Host { get; }

    /// <summary>The path, for JSON; else the target as it was sent, without its query unless queries are logged.</summary>
    internal ReadOnlySpan<byte> Target { get; }

    /// <summary>For JSON, if queries are logged.</summary>
    internal ReadOnlySpan<byte> Query { get; }

    internal ReadOnlySpan<byte> Referer { get; }

    internal ReadOnlySpan<byte> UserAgent { get; }

    internal ReadOnlySpan<byte> Violation { get; }

    /// <summary>32 hexadecimal digits if traces are collected.</summary>
    internal ReadOnlySpan<byte> TraceId { get; }

    /// <summary>16 hexadecimal digits if the client told of a span.</summary>
    internal ReadOnlySpan<byte> ParentId { get; }

    /// <summary>The tries one by one, if they were noted.</summary>
    internal RecordedAttempts TheAttempts { get; }

    internal static int Write(Exchange exchange, AccessLogRules rules, Span<byte> destination, bool withAttempts = false)
    {
        RequestHead request = exchange.Request;
        ClientConnection client = exchange.Client;
        var numbers = new AccessLogNumbers
        {
            TimeTicks = exchange.Worker.Worker.Driver.UtcNow.Ticks,
            Status = exchange.Status,
            Fault = exchange.Fault,
            Attempts = exchange.Attempts,
            IsHttp10 = request.Version == HttpVersion.Http10,
            IsTls = client.Listener.SpeaksTls,
            Reached = ReachedBy(exchange),
            Output = rules.Output,
            BytesIn = exchange.BytesIn,
            BytesOut = exchange.BytesOut,
            RequestTime = Span(exchange.StartedAt, exchange.HeadAt),
            QueueTime = Span(exchange.HeadAt, exchange.AttemptAt),
            ConnectTime = Span(exchange.AttemptAt, exchange.ConnectedAt),
            ResponseTime = Span(exchange.ConnectedAt, exchange.ResponseAt),
            TotalTime = exchange.Worker.Worker.Now - exchange.StartedAt,
            ClientPort = client.Address.Port,
        };
        if (rules.Form == AccessLogForm.Haproxy) NoteLoad(exchange, ref numbers);
        var output = new RecordWriter(destination);
        MemoryMarshal.Write(output.Reserve(AccessLogNumbers.Size), numbers);
        output.Text(exchange.RequestId);
        Span<byte> address = stackalloc byte[64];
        output.Text(address[..client.Address.FormatIp(address)]);
        output.Text(client.Listener.NameBytes);
        output.Text(exchange.Route is { } route ? route.NameBytes : default);
        output.Text(exchange.Cluster is { } cluster ? cluster.NameBytes : default);
        output.Text(exchange.Endpoint is { } endpoint ? endpoint.NameBytes : default);
        output.Text(request.HasRequestLine ? request.MethodToken : default);
        output.Text(request.IsComplete ? request.Authority : default);
        bool isJson = rules.Form == AccessLogForm.Json;
        output.Text(!request.HasRequestLine ? default : isJson ? request.Path : rules.LogsQuery ? request.Target : WithoutQuery(request.Target));
        output.Text(isJson && rules.LogsQuery && request.HasRequestLine ? request.Query : default);
        bool isCombined = rules.Form == AccessLogForm.Combined;
        output.Text(!isCombined ? default : rules.LogsQuery ? request.Fields[KnownField.Referer] : WithoutQuery(request.Fields[KnownField.Referer]), FieldLimit);
        output.Text(isCombined ? request.Fields[KnownField.UserAgent] : default, FieldLimit);
        output.Text(exchange.Violation is null ? default : exchange.Violation.SentenceBytes);
        output.Text(exchange.Trace.IsOn ? exchange.Trace.TraceId : default);
        output.Text(exchange.Trace.ParentId);
        if (withAttempts) RecordedAttempts.Write(exchange, ref output);
        return output.Length;
    }

    private static void NoteLoad(Exchange exchange, ref AccessLogNumbers numbers)
    {
        numbers.ListenerConnections = exchange.Client.Listener.Connections;
        numbers.EndpointRequests = exchange.Endpoint is { } endpoint ? endpoint.Load.InFlight : 0;
    }

    private static Milestones ReachedBy(Exchange exchange) =>
        (exchange.HeadAt != 0 ? Milestones.Head : 0) | (exchange.AttemptAt != 0 ? Milestones.Attempt : 0)
        | (exchange.ConnectedAt != 0 ? Milestones.Connection : 0) | (exchange.ResponseAt != 0 ? Milestones.Response : 0);

    private static long Span(long from, long to) => from == 0 || to == 0 ? 0 : to - from;

    private static ReadOnlySpan<byte> WithoutQuery(ReadOnlySpan<byte> target) => target.IndexOf((byte)'?') is >= 0 and var question ? target[..question] : target;

    internal static ReadOnlySpan<byte> Next(scoped ref ReadOnlySpan<byte> rest)
    {
        int length = BinaryPrimitives.ReadUInt16LittleEndian(rest);
        ReadOnlySpan<byte> text = rest.Slice(2, length);
        rest = rest[(2 + length)..];
        return text;
    }
}
