using System;

namespace Gyrfalcon.Admin.Live;

/// <summary>The last hour of something, in steps of some seconds. Twelve bytes a step, twelve more with quantiles.</summary>
internal sealed class HistoryRing
{
    internal const int Hour = 3600;

    private readonly uint[] _requests;
    private readonly uint[] _failed;
    private readonly uint[] _inFlight;
    private readonly float[]? _quantiles;
    private long _first = -1;
    private long _newest = -1;

    internal HistoryRing(int step, bool hasQuantiles)
    {
        Step = step;
        int length = Hour / step;
        _requests = new uint[length];
        _failed = new uint[length];
        _inFlight = new uint[length];
        if (hasQuantiles) _quantiles = new float[3 * length];
    }

    /// <summary>Seconds.</summary>
    internal int Step { get; }

    internal bool HasQuantiles => _quantiles is not null;

    /// <summary>Bytes for an hour in such steps.</summary>
    internal static int BytesFor(int step, bool hasQuantiles) => Hour / step * (hasQuantiles ? 24 : 12);

    /// <summary>Adds what a second brought: counts add up within a step; of what is under way and of quantiles, the highest stays.</summary>
    /// <param name="second">Since 1970, not before that of the last call.</param>
    /// <param name="requests">So many more.</param>
    /// <param name="failed">So many more of them failed.</param>
    /// <param name="sample">Its quantiles and what is under way.</param>
    internal void Add(long second, long requests, long failed, Sample sample)
    {
        long step = Advance(second / Step);
        int place = (int)(step % _requests.Length);
        _requests[place] += (uint)Math.Clamp(requests, 0, uint.MaxValue - _requests[place]);
        _failed[place] += (uint)Math.Clamp(failed, 0, uint.MaxValue - _failed[place]);
        _inFlight[place] = Math.Max(_inFlight[place], (uint)Math.Clamp(sample.Totals.InFlight, 0, uint.MaxValue));
        if (_quantiles is null || sample.P50 is not { } p50) return;
        Raise(3 * place, p50);
        Raise((3 * place) + 1, sample.P90!.Value);
        Raise((3 * place) + 2, sample.P99!.Value);
    }

    /// <summary>All that is kept up to <paramref name="second"/>, the oldest first.</summary>
    internal HistoryView ToView(string kind, string name, long second)
    {
        long last = Math.Max(_newest, second / Step);
        long first = _first < 0 ? last : Math.Max(_first, last - _requests.Length + 1);
        int length = (int)(last - first + 1);
        var view = new HistoryView(kind, name, Step, first * Step, new uint[length], new uint[length], new uint[length],
            HasQuantiles ? new double?[length] : null, HasQuantiles ? new double?[length] : null, HasQuantiles ? new double?[length] : null);
        for (int i = 0; i < length && first + i <= _newest; i++)
        {
            int place = (int)((first + i) % _requests.Length);
            (view.Requests[i], view.Failed[i], view.InFlight[i]) = (_requests[place], _failed[place], _inFlight[place]);
            if (_quantiles is null || _quantiles[3 * place] == 0) continue;
            (view.P50![i], view.P90![i], view.P99![i]) = (Rounded(3 * place), Rounded((3 * place) + 1), Rounded((3 * place) + 2));
        }

        return view;
    }

    /// <summary>The same in longer steps.</summary>
    internal HistoryRing Coarsened(int step)
    {
        var coarse = new HistoryRing(step, HasQuantiles);
        long first = Math.Max(_first, _newest - _requests.Length + 1);
        for (long at = first; _newest >= 0 && at <= _newest; at++)
        {
            int place = (int)(at % _requests.Length);
            coarse.Add(at * Step, _requests[place], _failed[place], new Sample(0, 0, new Counts(0, 0, _inFlight[place])));
            if (_quantiles is null) continue;
            int target = 3 * (int)(at * Step / step % coarse._requests.Length);
            for (int i = 0; i < 3; i++) coarse.Raise(target + i, _quantiles[(3 * place) + i]);
        }

        return coarse;
    }

    private double Rounded(int place) => Math.Round(_quantiles![place], 3);

    private void Raise(int place, double value) => _quantiles![place] = Math.Max(_quantiles[place], (float)value);

    /// <summary>Makes <paramref name="step"/> the newest, with nothing in what was skipped.</summary>
    private long Advance(long step)
    {
        if (_newest < 0) _first = _newest = step;
        step = Math.Max(step, _newest);
        for (long skipped = Math.Max(_newest + 1, step - _requests.Length + 1); skipped <= step; skipped++)
        {
            int place = (int)(skipped % _requests.Length);
            _requests[place] = _failed[place] = _inFlight[place] = 0;
            _quantiles?.AsSpan(3 * place, 3).Clear();
        }

        _newest = step;
        return step;
    }
}

/// <summary>The last hour of something. All lists are equally long, one entry for each step, the oldest first.</summary>
/// <param name="Kind">process, listener, route, cluster, endpoint.</param>
/// <param name="Name">Its name; that of an endpoint is CLUSTER/URL.</param>
/// <param name="Step">How long a step is, in seconds: 1, or more if there are many of that kind.</param>
/// <param name="From">When the first step began, in seconds since 1970.</param>
/// <param name="Requests">Requests that ended in each step.</param>
/// <param name="Failed">Those among them that failed.</param>
/// <param name="InFlight">The most under way.</param>
/// <param name="P50">The median duration in milliseconds, of ten seconds; the highest of the step. Null where there was none, and altogether where nobody measures.</param>
/// <param name="P90">What nine of ten did not exceed.</param>
/// <param name="P99">What 99 of a hundred did not exceed.</param>
public sealed record HistoryView(
    string Kind, string Name, int Step, long From, uint[] Requests, uint[] Failed, uint[] InFlight, double?[]? P50, double?[]? P90, double?[]? P99);
