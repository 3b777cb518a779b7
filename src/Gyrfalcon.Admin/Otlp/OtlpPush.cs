using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Admin.Metrics;
using Gyrfalcon.Admin.Otlp.Wire;
using Gyrfalcon.Proxy;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Reload;
using Gyrfalcon.Proxy.Telemetry;

namespace Gyrfalcon.Admin.Otlp;

/// <summary>
/// Sends metrics and traces to the collector that the configuration in force names, if it names one. On the thread pool: workers notice nothing of it, and what the collector does not take in time is dropped and counted.
/// </summary>
public sealed class OtlpPush : IAsyncDisposable
{
    /// <summary>The most exchanges in a message.</summary>
    private const int MostExchanges = 512;

    /// <summary>How often it is looked for exchanges; and, while there is no collector, for another configuration.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250), IdleTick = TimeSpan.FromSeconds(1);

    /// <summary>How long the last messages may take when the process ends.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(2);

    private readonly ProxyServer _proxy;
    private readonly Reloader? _reloader;
    private readonly TimeProvider _clock;
    private readonly Resource _resource = new();
    private readonly Scope _scope = new() { Name = "gyr", Version = typeof(OtlpPush).Assembly.GetName().Version?.ToString(3) ?? "" };
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Ends what is being sent. What was cut short would be sent again, though it may have come.</summary>
    private readonly CancellationTokenSource _outOfTime = new();
    private readonly OperationalLog _log;
    private Patience _ofMetrics;
    private Patience _ofTraces;
    private readonly SeriesStarts _starts;
    private readonly Task _run;

    private OtlpConfig? _config;
    private CollectorClient? _client;
    private long _metricsDue;

    /// <summary>Spans that the collector has not taken yet, of so many exchanges.</summary>
    private ScopeSpans? _waiting;
    private int _waitingExchanges;

    /// <summary>The worker whose turn it is to be first.</summary>
    private int _first;

    /// <summary>Begins.</summary>
    /// <param name="proxy">What runs.</param>
    /// <param name="reloader">The way its configuration is changed, for what is told of that.</param>
    /// <param name="log">Told when the collector cannot be reached, and when it can be again.</param>
    /// <param name="clock">The clock; the system's by default.</param>
    public OtlpPush(ProxyServer proxy, Reloader? reloader, OperationalLog log, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(proxy);
        _proxy = proxy;
        _reloader = reloader;
        _clock = clock ?? TimeProvider.System;
        _log = log;
        (_ofMetrics, _ofTraces) = Patiently();
        using var process = Process.GetCurrentProcess();
        _starts = new SeriesStarts(Attributes.UnixNanoseconds(process.StartTime.ToUniversalTime()));
        _run = RunAsync();
    }

    /// <summary>The certificate of the admin address, by its first name, if it has one.</summary>
    public Func<(string Name, DateTimeOffset Expires)?>? AdminCertificate { get; set; }

    /// <summary>What came of it.</summary>
    public ExportCounts Counts { get; } = new();

    /// <summary>Sends what is left, if the collector takes it soon, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested) return;
        await _stopping.CancelAsync();
        _outOfTime.CancelAfter(StopLimit);
        await _run;
        if (_client is { } client)
        {
            try
            {
                while (await SendTracesAsync(client, _outOfTime.Token))
                {
                }

                if (_config!.Metrics is not null) await SendMetricsAsync(client, _outOfTime.Token);
            }
            catch (OperationCanceledException)
            {
                // The process ends all the same.
            }

            client.Dispose();
        }

        _stopping.Dispose();
        _outOfTime.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (!_stopping.IsCancellationRequested)
            {
                bool isMore = false;
                try
                {
                    Follow(_proxy.Snapshot.Config.Otlp);
                    isMore = _client is { } client && await SendAsync(client);
                }
                catch (Exception bug) when (bug is not OperationCanceledException)
                {
                    // What it was about is given up, so that the rest goes on.
                    if (_waiting is not null) Counts.NoteDropped(_waitingExchanges);
                    _waiting = null;
                    _log.Bug(bug, "what was to be sent to the collector is lost");
                }

                if (!isMore) await Task.Delay(_client is null ? IdleTick : Tick, _clock, _stopping.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // It is to end.
        }
    }

    /// <summary>Sends what is due; true if there may be more at once.</summary>
    private async Task<bool> SendAsync(CollectorClient client)
    {
        bool isMore = _ofTraces.IsOver && await SendTracesAsync(client, _outOfTime.Token);
        if (_config!.Metrics is not { } interval || _clock.GetTimestamp() < _metricsDue || !_ofMetrics.IsOver) return isMore;
        _metricsDue = _clock.GetTimestamp() + (long)(interval.TotalSeconds * _clock.TimestampFrequency);
        await SendMetricsAsync(client, _outOfTime.Token);
        return isMore;
    }

    private (Patience OfMetrics, Patience OfTraces) Patiently() => (new Patience("metrics", _log, _clock), new Patience("traces", _log, _clock));

    private void Follow(OtlpConfig? config)
    {
        if (config == _config) return;
        _client?.Dispose();
        _client = config is null ? null : new CollectorClient(config);
        _config = config;
        _metricsDue = _clock.GetTimestamp();

        // What the collector before asked for, or did not take, says nothing of this one.
        (_ofMetrics, _ofTraces) = Patiently();
        _resource.Attributes.Clear();
        if (config is null) return;
        _resource.Attributes.Put("service.name", config.Service);
        _resource.Attributes.Put("service.version", _scope.Version);

        // Two processes of one host, such as one that hands over to its successor, count each for itself.
        _resource.Attributes.Put("service.instance.id", $"{Environment.MachineName}-{Environment.ProcessId}");
        _resource.Attributes.Put("host.name", Environment.MachineName);
        _resource.Attributes.Put("process.pid", Environment.ProcessId);
    }

    /// <summary>One message, so that metrics have their turn however many traces there are; true if there may be more.</summary>
    private async Task<bool> SendTracesAsync(CollectorClient client, CancellationToken cancellation)
    {
        if (_waiting is null) Collect();
        if (_waiting is null) return false;
        var resource = new ResourceSpans { Resource = _resource };
        resource.ScopeSpans.Add(_waiting);
        var message = new ExportTraceRequest();
        message.ResourceSpans.Add(resource);
        ExportResult result = await client.SendAsync(Signal.Traces, message, cancellation);
        Counts.Note(Signal.Traces, result.Outcome);
        _ofTraces.Note(result, _config!.Endpoint);
        if (result.Outcome == ExportOutcome.Failed) return false;
        if (result.Outcome == ExportOutcome.Refused) Counts.NoteDropped(_waitingExchanges);
        _waiting = null;
        return true;
    }

    /// <summary>Takes what the workers have noted, up to a message full.</summary>
    private void Collect()
    {
        var spans = new ScopeSpans { Scope = _scope };
        int count = 0;
        int workers = _proxy.Workers.Count;
        for (int i = 0; i < workers; i++)
        {
            while (count < MostExchanges && _proxy.Workers[(_first + i) % workers].Traces.TryRead() is { } exchange)
            {
                SpanWriter.Write(exchange, spans.Spans);
                count++;
            }
        }

        // One that has more than is sent must not have all the room.
        _first = (_first + 1) % workers;

        if (count == 0) return;
        _waiting = spans;
        _waitingExchanges = count;
    }

    private async Task SendMetricsAsync(CollectorClient client, CancellationToken cancellation)
    {
        DateTime now = _clock.GetUtcNow().UtcDateTime;
        var metrics = new MetricsMessage(_starts, now);
        MetricsPage.Gather(metrics, _proxy, _reloader, Counts, AdminCertificate?.Invoke());
        _starts.End(Attributes.UnixNanoseconds(now));
        var scope = new ScopeMetrics { Scope = _scope };
        scope.Metrics.AddRange(metrics.Metrics);
        var resource = new ResourceMetrics { Resource = _resource };
        resource.ScopeMetrics.Add(scope);
        var message = new ExportMetricsRequest();
        message.ResourceMetrics.Add(resource);
        ExportResult result = await client.SendAsync(Signal.Metrics, message, cancellation);
        Counts.Note(Signal.Metrics, result.Outcome);
        _ofMetrics.Note(result, _config!.Endpoint);
    }
}
