using System;
using System.Collections.Generic;
using System.Linq;
using Gyrfalcon.Admin.Otlp;
using Gyrfalcon.Admin.Otlp.Wire;
using Gyrfalcon.Http;
using Gyrfalcon.Proxy.Telemetry;
using Xunit;

namespace Gyrfalcon.Admin.Tests.Otlp;

public sealed class SpanWriterTests
{
    private static readonly DateTime Began = new(2026, 11, 28, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Attempts end after 10 ms each, the exchange after 100.</summary>
    [Theory]
    [InlineData("200", 100)]
    [InlineData("503 200", 10, 100)]
    [InlineData("reset 200", 10, 100)]
    [InlineData("503 reset", 10, 10)]
    [InlineData("reset", 10)]
    [InlineData("200 hedge", 100, 10)]
    [InlineData("gone hedge:200", 10, 100)]
    public void TheAttemptWhoseAnswerWasRelayedLastsAsLongAsThat(string attempts, params int[] ends)
    {
        var spans = new List<Span>();
        SpanWriter.Write(Exchange([.. attempts.Split(' ').Select(Attempt)]), spans);
        Assert.Equal(ends, spans.Skip(1).Select(static span => (int)((span.EndTimeUnixNano - Attributes.UnixNanoseconds(Began)) / 1_000_000)));
        Assert.Equal(100, (int)((spans[0].EndTimeUnixNano - spans[0].StartTimeUnixNano) / 1_000_000));
    }

    private static TracedAttempt Attempt(string what, int place) => new()
    {
        SpanId = [0, 0, 0, 0, 0, 0, 0, (byte)place],
        Number = place + 1,
        Endpoint = "http://127.0.0.1:1",
        Began = Began,
        Connected = Began,
        Ended = Began.AddMilliseconds(10),
        Status = int.TryParse(what.Split(':')[^1], out int status) ? status : 0,
        Fault = what == "reset" ? FaultKind.ConnectionReset : FaultKind.None,
        IsHedge = what.StartsWith("hedge", StringComparison.Ordinal),
        IsOnKept = false,
    };

    private static TracedExchange Exchange(IReadOnlyList<TracedAttempt> attempts) => new()
    {
        TraceId = new byte[16],
        SpanId = new byte[8],
        ParentId = null,
        Began = Began,
        Time = TimeSpan.FromMilliseconds(100),
        RequestId = "",
        Client = "127.0.0.1",
        Peer = "",
        ClientPort = 1,
        Listener = "web",
        Route = "app",
        Cluster = "app",
        Method = "GET",
        Host = "a.example",
        Path = "/",
        IsTls = false,
        IsHttp10 = false,
        Status = 200,
        Fault = FaultKind.None,
        Violation = "",
        BytesIn = 0,
        BytesOut = 0,
        Attempts = attempts,
    };
}
