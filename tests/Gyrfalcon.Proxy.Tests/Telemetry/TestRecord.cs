using System;
using System.Buffers;
using System.Text;
using Gyrfalcon.Http;
using Gyrfalcon.Proxy.Telemetry;

namespace Gyrfalcon.Proxy.Tests.Telemetry;

/// <summary>A record of an exchange that there never was: one that went well, unless a test says otherwise.</summary>
internal sealed record TestRecord
{
    internal DateTime Time { get; init; } = new(2026, 11, 28, 5, 6, 7, DateTimeKind.Utc);

    internal int Status { get; init; } = 200;

    internal FaultKind Fault { get; init; }

    internal int Output { get; init; } = 1;

    internal int Attempts { get; init; } = 1;

    internal bool IsHttp10 { get; init; }

    internal bool IsTls { get; init; }

    internal Milestones Reached { get; init; } = Milestones.Head | Milestones.Attempt | Milestones.Connection | Milestones.Response;

    internal string Cluster { get; init; } = "app";

    internal string Endpoint { get; init; } = "http://10.0.0.1:8080";

    internal string Method { get; init; } = "GET";

    internal string Target { get; init; } = "/a";

    internal string Query { get; init; } = "";

    internal string Referer { get; init; } = "";

    internal string UserAgent { get; init; } = "";

    internal string Violation { get; init; } = "";

    internal string Peer { get; init; } = "";

    internal bool WasQueued { get; init; }

    internal byte[] Bytes()
    {
        byte[] room = new byte[AccessLogRecord.LongestRecord];
        var output = new RecordWriter(room, new AccessLogNumbers
        {
            TimeTicks = Time.Ticks,
            Status = Status,
            Fault = Fault,
            Output = Output,
            Attempts = Attempts,
            IsHttp10 = IsHttp10,
            IsTls = IsTls,
            Reached = Reached,
            BytesIn = 11,
            BytesOut = 2326,
            RequestTime = 1_500_000,
            QueueTime = 2_000_000,
            ConnectTime = 3_000_000,
            ResponseTime = 40_000_000,
            TotalTime = 1_234_000_000,
            ClientPort = 51000,
            ListenerConnections = 7,
            EndpointRequests = 3,
            HasRequestLine = Method.Length > 0,
            WasQueued = WasQueued,
        });
        foreach (RecordedText text in Enum.GetValues<RecordedText>()) output.Text(Encoding.Latin1.GetBytes(Of(text)));
        return room[..output.Length];
    }

    private string Of(RecordedText text) => text switch
    {
        RecordedText.RequestId => "00112233445566778899aabbccddeeff",
        RecordedText.Client => "192.0.2.9",
        RecordedText.Peer => Peer,
        RecordedText.Listener => "web",
        RecordedText.Route => "everything",
        RecordedText.Cluster => Cluster,
        RecordedText.Endpoint => Endpoint,
        RecordedText.Method => Method,
        RecordedText.Host => "example.com",
        RecordedText.Target => Target,
        RecordedText.Query => Query,
        RecordedText.Referer => Referer,
        RecordedText.UserAgent => UserAgent,
        RecordedText.Violation => Violation,
        _ => "",
    };

    internal string LineIn(AccessLogForm form)
    {
        var lines = new ArrayBufferWriter<byte>();
        LineForm.Of(form).Write(new AccessLogRecord(Bytes()), lines);
        return Encoding.Latin1.GetString(lines.WrittenSpan);
    }
}
