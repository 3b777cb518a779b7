using System;
using Gyrfalcon.Proxy.Telemetry;

namespace Gyrfalcon.Admin.Otlp;

/// <summary>When one signal may be sent again after the collector did not take it, and what operators are told of that.</summary>
internal sealed class Patience(string what, OperationalLog log, TimeProvider clock)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan TellInterval = TimeSpan.FromMinutes(1);

    private TimeSpan _pause;
    private long _notBefore = long.MinValue;
    private bool _isFailing;
    private long? _toldAt;

    /// <summary>It may be tried now.</summary>
    internal bool IsOver => clock.GetTimestamp() >= _notBefore;

    internal void Note(ExportResult result, Uri endpoint)
    {
        if (result.Outcome == ExportOutcome.Failed)
        {
            _pause = _pause == TimeSpan.Zero ? First : TimeSpan.FromTicks(Math.Min(_pause.Ticks * 2, Longest.Ticks));
            TimeSpan pause = result.RetryAfter is { } asked && asked > _pause ? TimeSpan.FromTicks(Math.Min(asked.Ticks, TimeSpan.FromMinutes(5).Ticks)) : _pause;

            // So that many do not come back at the same moment.
            _notBefore = clock.GetTimestamp() + (long)(pause.TotalSeconds * (0.8 + (0.4 * Random.Shared.NextDouble())) * clock.TimestampFrequency);
            if (!_isFailing) log.Warn($"otlp: {what} cannot be sent to {endpoint}: {result.Problem}; it is tried again", "see whether the collector runs there (`otlp.endpoint`), and whether a firewall is in between");
            _isFailing = true;
            return;
        }

        _pause = TimeSpan.Zero;
        if (_isFailing && result.Outcome == ExportOutcome.Sent) log.Info($"otlp: {what} can be sent to {endpoint} again");
        _isFailing = false;
        if (result.Problem is null || (_toldAt is { } toldAt && clock.GetElapsedTime(toldAt) < TellInterval)) return;
        _toldAt = clock.GetTimestamp();
        log.Warn($"otlp: {what} sent to {endpoint} are lost: {result.Problem}", "see the collector's own log, and whether it wants other credentials (`otlp.headers-file`)");
    }
}
