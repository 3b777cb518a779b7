using System;
using System.Runtime.InteropServices;
using Gyrfalcon.Engine;
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

    /// <summary>Where the texts begin, behind the numbers and the ends.</summary>
    internal const int TextsAt = AccessLogNumbers.Size + EndsSize;

    /// <summary>In bytes: 16 bits for each text.</summary>
    internal const int EndsSize = sizeof(ushort) * ((int)RecordedText.ParentId + 1);

    private readonly ReadOnlySpan<byte> _record;
    private readonly ReadOnlySpan<ushort> _ends;

    /// <param name="record">As <see cref="RecordWriter"/> wrote it.</param>
    internal AccessLogRecord(ReadOnlySpan<byte> record)
    {
        _record = record;
        _ends = MemoryMarshal.Cast<byte, ushort>(record.Slice(AccessLogNumbers.Size, EndsSize));
    }

    /// <summary>In bytes.</summary>
    internal int Length => _record.Length;

    internal ref readonly AccessLogNumbers Numbers => ref MemoryMarshal.AsRef<AccessLogNumbers>(_record);

    internal ReadOnlySpan<byte> RequestId => this[RecordedText.RequestId];

    internal ReadOnlySpan<byte> Client => this[RecordedText.Client];

    /// <summary>The trusted proxy that the connection came from, if it told of another client.</summary>
    internal ReadOnlySpan<byte> Peer => this[RecordedText.Peer];

    internal ReadOnlySpan<byte> Listener => this[RecordedText.Listener];

    internal ReadOnlySpan<byte> Route => this[RecordedText.Route];

    internal ReadOnlySpan<byte> Cluster => this[RecordedText.Cluster];

    internal ReadOnlySpan<byte> Endpoint => this[RecordedText.Endpoint];

    internal ReadOnlySpan<byte> Method => this[RecordedText.Method];

    internal ReadOnlySpan<byte> Host => this[RecordedText.Host];

    /// <summary>The path, for JSON; else the target as it was sent, without its query unless queries are logged. What came of the request line, if that was not understood.</summary>
    internal ReadOnlySpan<byte> Target => this[RecordedText.Target];

    /// <summary>For JSON, if queries are logged.</summary>
    internal ReadOnlySpan<byte> Query => this[RecordedText.Query];

    internal ReadOnlySpan<byte> Referer => this[RecordedText.Referer];

    internal ReadOnlySpan<byte> UserAgent => this[RecordedText.UserAgent];

    internal ReadOnlySpan<byte> Violation => this[RecordedText.Violation];

    /// <summary>The name that the ids of spans follow from.</summary>
    internal ReadOnlySpan<byte> OwnId => this[RecordedText.OwnId] is { IsEmpty: false } own ? own : RequestId;

    /// <summary>32 hexadecimal digits if traces are collected.</summary>
    internal ReadOnlySpan<byte> TraceId => this[RecordedText.TraceId];

    /// <summary>16 hexadecimal digits if the client told of a span.</summary>
    internal ReadOnlySpan<byte> ParentId => this[RecordedText.ParentId];

    /// <summary>The texts in one piece, with nothing between them.</summary>
    internal ReadOnlySpan<byte> AllTexts => _record[TextsAt.._ends[(int)RecordedText.ParentId]];

    /// <summary>The tries one by one, if they were noted.</summary>
    internal RecordedAttempts TheAttempts => new(_record[_ends[(int)RecordedText.ParentId]..]);

    private ReadOnlySpan<byte> this[RecordedText text] => _record[(text == RecordedText.RequestId ? TextsAt : _ends[(int)text - 1]).._ends[(int)text]];

    internal static int Write(Exchange exchange, AccessLogRules rules, Span<byte> destination, bool withAttempts = false)
    {
        RequestHead request = exchange.Request;
        ClientConnection client = exchange.Client;
        Address address = exchange.Origin;

        // Who is told of by a proxy has no port.
        bool isForwarded = address.Port == 0 && client.Address.Port != 0;
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
            QueueTime = Span(exchange.HeadAt, exchange is { AttemptAt: 0, WasQueued: true } ? exchange.Worker.Worker.Now : exchange.AttemptAt),
            ConnectTime = Span(exchange.AttemptAt, exchange.ConnectedAt),
            ResponseTime = Span(exchange.ConnectedAt, exchange.ResponseAt),
            TotalTime = exchange.Worker.Worker.Now - exchange.StartedAt,
            ClientPort = isForwarded ? 0 : client.Address.Port,
            HasRequestLine = request.HasRequestLine && exchange.Route is not { IsPassthrough: true },
            WasQueued = exchange.WasQueued,
        };
        if (rules.Form == AccessLogForm.Haproxy) NoteLoad(exchange, ref numbers);
        var output = new RecordWriter(destination, numbers);
        ReadOnlySpan<byte> id = exchange.SharedId;
        output.Text(id);
        Span<byte> text = stackalloc byte[64];
        output.Text(text[..address.FormatIp(text)]);
        output.Text(isForwarded ? text[..client.Address.FormatIp(text)] : default);
        output.Text(client.Listener.NameBytes);
        output.Text(exchange.Route is { } route ? route.NameBytes : default);
        output.Text(exchange.Cluster is { } cluster ? cluster.NameBytes : default);
        output.Text(exchange.Endpoint is { } endpoint ? endpoint.NameBytes : default);
        output.Text(request.HasRequestLine ? request.MethodToken : default);
        output.Text(request.HasRequestLine ? request.Authority : default);
        bool isJson = rules.Form == AccessLogForm.Json;
        if (!request.HasRequestLine) output.Url(rules.LogsQuery ? request.ReceivedLine : WithoutQuery(request.ReceivedLine));
        else output.Text(isJson ? request.Path : rules.LogsQuery ? request.Target : WithoutQuery(request.Target));
        output.Text(isJson && rules.LogsQuery && request.HasRequestLine ? request.Query : default);
        bool isCombined = rules.Form == AccessLogForm.Combined;
        output.Url(!isCombined ? default : rules.LogsQuery ? request.Fields[KnownField.Referer] : WithoutQuery(request.Fields[KnownField.Referer]), FieldLimit);
        output.Text(isCombined ? request.Fields[KnownField.UserAgent] : default, FieldLimit);
        output.Text(exchange.Violation is null ? default : exchange.Violation.SentenceBytes);
        output.Text(id == exchange.RequestId ? default : exchange.RequestId);
        output.Text(exchange.Trace.IsOn ? exchange.Trace.TraceId : default);
        output.Text(exchange.Trace.ParentId);
        if (withAttempts) RecordedAttempts.Write(exchange, ref output);
        return output.Length;
    }

    /// <summary>A record of nothing.</summary>
    internal static byte[] Blank()
    {
        byte[] record = new byte[TextsAt];
        var output = new RecordWriter(record, default);
        for (RecordedText text = RecordedText.RequestId; text <= RecordedText.ParentId; text++) output.Text(default);
        return record;
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
}
