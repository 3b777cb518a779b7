using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Gyrfalcon.Admin.Otlp.Wire;
using Gyrfalcon.Testing;

namespace Gyrfalcon.EndToEnd.Tests.Telemetry;

/// <summary>A collector of telemetry by OTLP over HTTP, which keeps what it is sent, and can refuse it.</summary>
internal sealed class TestCollector : IAsyncDisposable
{
    private readonly TestOrigin _origin = TestOrigin.Start("collector");
    /// <summary>One element for each message: what came together is seen together.</summary>
    private readonly ConcurrentQueue<IReadOnlyList<Span>> _spans = new();
    private readonly ConcurrentQueue<ResourceMetrics> _metrics = new();

    internal TestCollector()
    {
        _origin.Handle("/v1/traces", async exchange =>
        {
            if (!await AcceptsAsync(exchange)) return;
            var message = ExportTraceRequest.Parser.ParseFrom(await exchange.Request.Body.ReadToEndAsync());
            Resource = message.ResourceSpans[^1].Resource;
            _spans.Enqueue([.. message.ResourceSpans.SelectMany(static resource => resource.ScopeSpans).SelectMany(static scope => scope.Spans)]);

            if (TracesAreHeld is { } gate) await gate.WaitAsync();
            await exchange.ReplyAsync("");
        });
        _origin.Handle("/v1/metrics", async exchange =>
        {
            if (!await AcceptsAsync(exchange)) return;
            foreach (ResourceMetrics resource in ExportMetricsRequest.Parser.ParseFrom(await exchange.Request.Body.ReadToEndAsync()).ResourceMetrics) _metrics.Enqueue(resource);
            await exchange.ReplyAsync("");
        });
    }

    internal TestOrigin Origin => _origin;

    /// <summary>What it answers; 200 if it takes what comes.</summary>
    internal int Status { get; set; } = 200;

    /// <summary>Keeps traces, and says so only when the gate is opened.</summary>
    internal Gate? TracesAreHeld { get; set; }

    /// <summary>Of the last message of traces.</summary>
    internal Resource? Resource { get; private set; }

    /// <summary>In the order in which they came.</summary>
    internal IReadOnlyList<Span> Spans => [.. _spans.SelectMany(static message => message)];

    /// <summary>The spans, when there are so many.</summary>
    internal async Task<IReadOnlyList<Span>> SpansAsync(int count)
    {
        await Deadline.Until(() => Spans.Count >= count, $"{count} spans have come");
        return Spans;
    }

    /// <summary>The points of the latest message's metric of that name, when <paramref name="isComplete"/> says yes to them.</summary>
    internal async Task<Metric> MetricAsync(string name, Func<Metric, bool> isComplete)
    {
        Metric? found = null;
        await Deadline.Until(() => (found = _metrics.LastOrDefault()?.ScopeMetrics[0].Metrics.SingleOrDefault(metric => metric.Name == name)) is not null && isComplete(found), $"the metric {name} is complete");
        return found!;
    }

    public ValueTask DisposeAsync() => _origin.DisposeAsync();

    private async Task<bool> AcceptsAsync(OriginExchange exchange)
    {
        int status = Status;
        if (status == 200) return true;
        await exchange.Request.Body.ReadToEndAsync();
        await exchange.ReplyAsync("", status);
        return false;
    }
}

/// <summary>Attributes as texts.</summary>
internal static class AttributeTexts
{
    internal static string? Text(this IEnumerable<KeyValue> attributes, string key) => attributes.SingleOrDefault(each => each.Key == key)?.Value is { } value
        ? value.ValueCase switch
        {
            AnyValue.ValueOneofCase.StringValue => value.StringValue,
            AnyValue.ValueOneofCase.IntValue => value.IntValue.ToString(CultureInfo.InvariantCulture),
            AnyValue.ValueOneofCase.BoolValue => value.BoolValue ? "true" : "false",
            _ => value.DoubleValue.ToString(CultureInfo.InvariantCulture),
        }
        : null;

    internal static string Hex(this Google.Protobuf.ByteString bytes) => Convert.ToHexStringLower(bytes.Span);
}
