namespace Gyrfalcon.Admin.Live;

/// <summary>Something that is looked at every second: the process, a listener, a route, a cluster or an endpoint. Guarded by its <see cref="Sampler"/>.</summary>
internal sealed class Subject(SubjectKind kind, string name)
{
    private Counts _last;
    private bool _isKnown;
    private DurationWindow? _window;
    private HistoryRing? _history;

    internal SubjectKind Kind => kind;

    internal string Name => name;

    /// <summary>How it does now.</summary>
    internal Sample Now { get; private set; }

    /// <summary>How it did a second before.</summary>
    internal Sample Before { get; private set; }

    /// <summary>When it was last seen.</summary>
    internal long Turn { get; set; }

    /// <summary>What was added since the last time. Counts that went down have begun anew; what is seen for the first time may have been counting for long.</summary>
    internal Counts Added(Counts counts)
    {
        Counts last = _isKnown ? _last : counts;
        _isKnown = true;
        _last = counts;
        return new Counts(
            counts.Requests < last.Requests ? counts.Requests : counts.Requests - last.Requests,
            counts.Failed < last.Failed ? counts.Failed : counts.Failed - last.Failed,
            counts.InFlight,
            counts.Durations?.Since(last.Durations ?? counts.Durations));
    }

    /// <summary>Takes in what a second brought.</summary>
    /// <param name="totals">Since the start.</param>
    /// <param name="added">What was added since the last time.</param>
    /// <param name="second">Which one, since 1970.</param>
    /// <param name="elapsed">How long it really was, in seconds.</param>
    /// <param name="step">The steps of its history, in seconds.</param>
    internal void Note(Counts totals, Counts added, long second, double elapsed, int step)
    {
        Before = Now;
        Durations? recent = added.Durations is { } durations ? (_window ??= new DurationWindow()).Add(durations) : null;
        Now = new Sample(PerSecond(added.Requests, elapsed), PerSecond(added.Failed, elapsed), totals with { Durations = recent });

        // What never gets a request needs no memory.
        if (_history is null && added.Requests == 0 && totals.InFlight == 0) return;
        if (_history is null) _history = new HistoryRing(step, recent is not null);
        else if (_history.Step < step) _history = _history.Coarsened(step);
        _history.Add(second, added.Requests, added.Failed, Now);
    }

    /// <summary>Its last hour, up to <paramref name="second"/>.</summary>
    internal HistoryView History(long second) => (_history ?? new HistoryRing(1, Now.Totals.Durations is not null)).ToView(kind.ToString().ToLowerInvariant(), name, second);

    private static double PerSecond(long count, double elapsed) => elapsed <= 0 ? 0 : System.Math.Round(count / elapsed, 1);
}

/// <summary>What a <see cref="Subject"/> is.</summary>
internal enum SubjectKind : byte
{
    Process,
    Listener,
    Route,
    Cluster,
    Endpoint,
}
