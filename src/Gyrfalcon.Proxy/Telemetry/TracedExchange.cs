using System;
using System.Collections.Generic;
using System.Text;
using Gyrfalcon.Http;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>An exchange that has ended, as traces tell of it. Texts that it does not have are empty.</summary>
public sealed record TracedExchange
{
    /// <summary>16 bytes.</summary>
    public required byte[] TraceId { get; init; }

    /// <summary>8 bytes: the exchange's own span.</summary>
    public required byte[] SpanId { get; init; }

    /// <summary>8 bytes: the client's span; null if it told of none.</summary>
    public required byte[]? ParentId { get; init; }

    /// <summary>When its first byte arrived.</summary>
    public required DateTime Began { get; init; }

    /// <summary>From then to the last byte of the response.</summary>
    public required TimeSpan Time { get; init; }

    /// <summary>32 hexadecimal digits, or what a trusted client calls it.</summary>
    public required string RequestId { get; init; }

    /// <summary>The client's address.</summary>
    public required string Client { get; init; }

    /// <summary>The trusted proxy that the connection came from, if it told of another client.</summary>
    public required string Peer { get; init; }

    /// <summary>The client's port; 0 if a proxy told of the client.</summary>
    public required int ClientPort { get; init; }

    /// <summary>Name of the listener.</summary>
    public required string Listener { get; init; }

    /// <summary>Name of the route.</summary>
    public required string Route { get; init; }

    /// <summary>Name of the cluster.</summary>
    public required string Cluster { get; init; }

    /// <summary>The method as it was sent.</summary>
    public required string Method { get; init; }

    /// <summary>Host and port that were asked for.</summary>
    public required string Host { get; init; }

    /// <summary>The path without its query.</summary>
    public required string Path { get; init; }

    /// <summary>The client came by TLS.</summary>
    public required bool IsTls { get; init; }

    /// <summary>The client speaks HTTP/1.0.</summary>
    public required bool IsHttp10 { get; init; }

    /// <summary>Status of the response as sent; 0 without one.</summary>
    public required int Status { get; init; }

    /// <summary>What went wrong.</summary>
    public required FaultKind Fault { get; init; }

    /// <summary>The rule that was broken.</summary>
    public required string Violation { get; init; }

    /// <summary>Body bytes from the client.</summary>
    public required long BytesIn { get; init; }

    /// <summary>Body bytes to the client.</summary>
    public required long BytesOut { get; init; }

    /// <summary>The tries at endpoints, in the order in which they began.</summary>
    public required IReadOnlyList<TracedAttempt> Attempts { get; init; }

    internal static TracedExchange Of(AccessLogRecord record)
    {
        ref readonly AccessLogNumbers numbers = ref record.Numbers;
        DateTime began = new DateTime(numbers.TimeTicks, DateTimeKind.Utc).AddTicks(-numbers.TotalTime / 100);
        var attempts = new List<TracedAttempt>();
        foreach (RecordedAttempt attempt in record.TheAttempts)
        {
            byte[] spanId = new byte[16];
            SpanIds.OfAttempt(record.OwnId, attempt.Numbers.Number, spanId);
            attempts.Add(new TracedAttempt
            {
                SpanId = Convert.FromHexString(spanId),
                Number = attempt.Numbers.Number,
                Endpoint = Text(attempt.Endpoint),
                Began = began.AddTicks(attempt.Numbers.Began / 100),
                Connected = TimeOf(began, attempt.Numbers.Connected),
                Ended = TimeOf(began, attempt.Numbers.Ended),
                Status = attempt.Numbers.Status,
                Fault = attempt.Numbers.Fault,
                IsHedge = attempt.Numbers.IsHedge,
                IsOnKept = attempt.Numbers.IsOnKept,
            });
        }

        return new TracedExchange
        {
            TraceId = Convert.FromHexString(record.TraceId),
            SpanId = Convert.FromHexString(SpanIds.OfExchange(record.OwnId)),
            ParentId = record.ParentId.IsEmpty ? null : Convert.FromHexString(record.ParentId),
            Began = began,
            Time = TimeSpan.FromTicks(numbers.TotalTime / 100),
            RequestId = Text(record.RequestId),
            Client = Text(record.Client),
            Peer = Text(record.Peer),
            ClientPort = numbers.ClientPort,
            Listener = Encoding.UTF8.GetString(record.Listener),
            Route = Encoding.UTF8.GetString(record.Route),
            Cluster = Encoding.UTF8.GetString(record.Cluster),
            Method = Text(record.Method),
            Host = Text(record.Host),
            Path = record.Method.IsEmpty ? "" : Text(record.Target),
            IsTls = numbers.IsTls,
            IsHttp10 = numbers.IsHttp10,
            Status = numbers.Status,
            Fault = numbers.Fault,
            Violation = Text(record.Violation),
            BytesIn = numbers.BytesIn,
            BytesOut = numbers.BytesOut,
            Attempts = attempts,
        };
    }

    private static DateTime? TimeOf(DateTime began, long nanoseconds) => nanoseconds < 0 ? null : began.AddTicks(nanoseconds / 100);

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);
}

/// <summary>One try of an exchange at an endpoint.</summary>
public sealed record TracedAttempt
{
    /// <summary>8 bytes.</summary>
    public required byte[] SpanId { get; init; }

    /// <summary>Counts from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The endpoint's URL.</summary>
    public required string Endpoint { get; init; }

    /// <summary>When the endpoint was chosen.</summary>
    public required DateTime Began { get; init; }

    /// <summary>When there was a connection; null if there was none.</summary>
    public required DateTime? Connected { get; init; }

    /// <summary>When the header block of its response was complete, when it failed, or when nobody wanted it any more.</summary>
    public required DateTime? Ended { get; init; }

    /// <summary>The status of its response; 0 without one.</summary>
    public required int Status { get; init; }

    /// <summary>Why there is no response.</summary>
    public required FaultKind Fault { get; init; }

    /// <summary>It was made beside another that took long.</summary>
    public required bool IsHedge { get; init; }

    /// <summary>Its connection had served others before.</summary>
    public required bool IsOnKept { get; init; }
}
