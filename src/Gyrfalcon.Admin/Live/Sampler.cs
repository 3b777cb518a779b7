using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace Gyrfalcon.Admin.Live;

/// <summary>
/// Makes rates and an hour of history of counters that are read once a second. It knows nothing of where they come from and when; from one thread at a time, read from any.
/// </summary>
internal sealed class Sampler
{
    /// <summary>What the history of one kind may take, in bytes; with more subjects, its steps are longer.</summary>
    internal const int MemoryPerKind = 16 * 1024 * 1024;

    private static readonly int[] Steps = [1, 10, 60, 300];

    private readonly Lock _gate = new();
    private readonly Dictionary<(SubjectKind Kind, string Name), Subject> _subjects = [];
    private readonly Subject _process = new(SubjectKind.Process, "all");
    private readonly long _start;
    private long _turn;
    private double _lastElapsed;
    private LiveState? _state;

    /// <param name="start">Now, in seconds since 1970.</param>
    internal Sampler(long start)
    {
        _start = start;
        _subjects.Add((SubjectKind.Process, _process.Name), _process);
    }

    /// <summary>What was seen last; null before the first time.</summary>
    internal LiveState? State
    {
        get
        {
            lock (_gate) return _state;
        }
    }

    /// <summary>Takes in what was counted by now.</summary>
    /// <param name="reading">The counts.</param>
    /// <param name="sinceStart">Since this sampler was made, by a clock that never goes back.</param>
    internal LiveState Take(Reading reading, TimeSpan sinceStart)
    {
        lock (_gate)
        {
            _turn++;
            double elapsed = sinceStart.TotalSeconds - _lastElapsed;
            _lastElapsed = sinceStart.TotalSeconds;
            var turn = new Turn(this, Second(sinceStart), elapsed);
            Row[] listeners = [.. turn.Note(SubjectKind.Listener, reading.Listeners)];
            long requests = turn.Requests;
            Row[] routes = [.. turn.Note(SubjectKind.Route, reading.Routes)];
            (Row[] clusters, Row[] endpoints) = turn.Note(reading.Clusters, StepFor(reading.Endpoints.Count(), hasQuantiles: true));
            var total = new Counts(reading.Whole.Requests, routes.Sum(static row => row.Sample.Totals.Failed), endpoints.Sum(static row => row.Sample.Totals.InFlight));
            _process.Turn = _turn;
            _process.Note(total, new Counts(requests, turn.Failed, total.InFlight, turn.DurationsAdded), turn.Second, elapsed, 1);
            foreach ((SubjectKind, string) gone in _subjects.Where(pair => pair.Value.Turn != _turn).Select(static pair => pair.Key).ToArray()) _subjects.Remove(gone);
            return _state = new LiveState(_turn, turn.Second, reading, new Row(_process), listeners, routes, clusters, endpoints, _state);
        }
    }

    /// <summary>The last hour of something; null if there is no such thing.</summary>
    internal HistoryView? History(SubjectKind kind, string name)
    {
        lock (_gate) return _subjects.TryGetValue((kind, name), out Subject? subject) ? subject.History(_state?.Second ?? _start) : null;
    }

    private static int StepFor(int count, bool hasQuantiles) => Steps.FirstOrDefault(step => (long)count * HistoryRing.BytesFor(step, hasQuantiles) <= MemoryPerKind, Steps[^1]);

    private long Second(TimeSpan sinceStart) => _start + (long)Math.Round(sinceStart.TotalSeconds);

    /// <summary>One look at everything.</summary>
    private sealed class Turn(Sampler sampler, long second, double elapsed)
    {
        internal long Second => second;

        internal long Requests { get; private set; }

        internal long Failed { get; private set; }

        internal Durations DurationsAdded { get; private set; } = Durations.None;

        internal IEnumerable<Row> Note(SubjectKind kind, IReadOnlyList<NamedCounts> all)
        {
            int step = StepFor(all.Count, hasQuantiles: kind == SubjectKind.Route);
            foreach (NamedCounts one in all)
            {
                Subject subject = Find(kind, one.Name);
                Counts added = subject.Added(one.Counts);
                Requests += added.Requests;
                Failed += added.Failed;
                if (added.Durations is { } durations) DurationsAdded = DurationsAdded.Plus(durations);
                subject.Note(one.Counts, added, second, elapsed, step);
                yield return new Row(subject);
            }
        }

        /// <summary>A cluster has requests of its own, which may come to none of its endpoints or to several; what is under way, and how long it takes, is that of its endpoints.</summary>
        internal (Row[] Clusters, Row[] Endpoints) Note(IReadOnlyList<ClusterReading> clusters, int endpointStep)
        {
            var rows = new List<Row>();
            var endpoints = new List<Row>();
            int step = StepFor(clusters.Count, hasQuantiles: true);
            foreach (ClusterReading cluster in clusters)
            {
                long inFlight = 0;
                Durations? durations = null;
                foreach (EndpointReading endpoint in cluster.Endpoints)
                {
                    Subject subject = Find(SubjectKind.Endpoint, $"{cluster.Name}/{endpoint.Name}");
                    Counts added = subject.Added(endpoint.Counts);
                    subject.Note(endpoint.Counts, added, second, elapsed, endpointStep);
                    endpoints.Add(new Row(subject));
                    inFlight += endpoint.Counts.InFlight;
                    if (added.Durations is { } its) durations = (durations ?? Durations.None).Plus(its);
                }

                Subject whole = Find(SubjectKind.Cluster, cluster.Name);
                var totals = new Counts(cluster.Requests, cluster.Failed, inFlight);
                whole.Note(totals, whole.Added(totals) with { Durations = durations }, second, elapsed, step);
                rows.Add(new Row(whole));
            }

            return ([.. rows], [.. endpoints]);
        }

        private Subject Find(SubjectKind kind, string name)
        {
            if (!sampler._subjects.TryGetValue((kind, name), out Subject? subject)) sampler._subjects.Add((kind, name), subject = new Subject(kind, name));
            subject.Turn = sampler._turn;
            return subject;
        }
    }
}
