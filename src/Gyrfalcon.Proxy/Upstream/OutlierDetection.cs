using System;
using System.Globalization;
using System.Threading;
using Gyrfalcon.Engine.Driver;
using Gyrfalcon.Proxy.Telemetry;

namespace Gyrfalcon.Proxy.Upstream;

/// <summary>
/// Lets endpoints sit out whose answers are out of line: many faults in a row, or a success rate far below that of the others. What requests show is judged; nobody is
/// asked. The times and counts are those of the whole process.
/// </summary>
public sealed class OutlierDetection(Cluster cluster, OutlierRules rules)
{
    private readonly Lock _gate = new();
    private long _comparedAt;

    /// <summary>When an endpoint has to sit out.</summary>
    public OutlierRules Rules => rules;

    /// <summary>When <see cref="Advance"/> has something to do next, in nanoseconds of the workers' clock.</summary>
    internal long Due
    {
        get
        {
            long due = rules.SuccessRateGap > 0 || AnyRepetition() ? _comparedAt + rules.Interval : long.MaxValue;
            foreach (Endpoint endpoint in cluster.Endpoints)
            {
                if ((endpoint.State.Obstacles & Obstacles.Ejected) != 0) due = Math.Min(due, endpoint.Record.EjectedUntil);
            }

            return due;
        }
    }

    /// <summary>Takes in what came of an attempt; on any worker.</summary>
    internal void Note(Endpoint endpoint, bool isFault, IDriver driver, OperationalLog log)
    {
        if (!isFault)
        {
            endpoint.Record.ForgetFaults();
            return;
        }

        int faults = endpoint.Record.AddFault();

        // In an outage, where no more may be ejected, not every fault asks anew.
        if (rules.ConsecutiveFaults == 0 || faults % rules.ConsecutiveFaults != 0) return;
        TryEject(endpoint, string.Create(CultureInfo.InvariantCulture, $"{faults} faults in a row"), driver, log);
    }

    /// <summary>Ends ejections whose time is over and compares success rates; on the worker that looks after the cluster.</summary>
    internal void Advance(IDriver driver, OperationalLog log)
    {
        long now = driver.Now;
        foreach (Endpoint endpoint in cluster.Endpoints)
        {
            if ((endpoint.State.Obstacles & Obstacles.Ejected) != 0 && endpoint.Record.EjectedUntil <= now) End(endpoint, driver, log);
        }

        bool isFirst = _comparedAt == 0;
        if (!isFirst && now < _comparedAt + rules.Interval) return;
        _comparedAt = now;
        if (!isFirst) Compare(driver, log);
    }

    /// <summary>
    /// Its probes have failed and succeed again: what it was ejected for is taken to be over, too. One whose probes were well all the time sits out its time, for what only requests show. On the worker that looks after
    /// the cluster.
    /// </summary>
    internal void NoteRecovered(Endpoint endpoint, IDriver driver, OperationalLog log)
    {
        lock (_gate)
        {
            if ((endpoint.State.Obstacles & Obstacles.Ejected) != 0) End(endpoint, driver, log);
        }
    }

    private static void End(Endpoint endpoint, IDriver driver, OperationalLog log)
    {
        endpoint.Record.ForgetFaults();
        endpoint.Record.AtInterval = endpoint.Tally.Sum();
        endpoint.Record.InSince = driver.Now;
        if (endpoint.State.Clear(Obstacles.Ejected, driver.UtcNow)) log.Info($"endpoint {endpoint.Name}: its ejection is over, it gets requests again");
    }

    private void Compare(IDriver driver, OperationalLog log)
    {
        Endpoint[] members = cluster.Endpoints;
        var counts = new AttemptCounts[members.Length];
        long attempts = 0;
        long faults = 0;
        for (int i = 0; i < members.Length; i++)
        {
            AttemptCounts sum = members[i].Tally.Sum();
            counts[i] = sum.Since(members[i].Record.AtInterval);
            members[i].Record.AtInterval = sum;
            attempts += counts[i].Judged;
            faults += counts[i].Faults;
            Forgive(members[i], driver.Now);
        }

        if (rules.SuccessRateGap == 0) return;
        for (int i = 0; i < members.Length; i++)
        {
            long others = attempts - counts[i].Judged;
            if (counts[i].Judged < rules.SuccessRateRequests || others < rules.SuccessRateRequests) continue;
            double own = 100 - (100.0 * counts[i].Faults / counts[i].Judged);
            double theirs = 100 - (100.0 * (faults - counts[i].Faults) / others);
            if (theirs - own < rules.SuccessRateGap) continue;
            TryEject(members[i], string.Create(CultureInfo.InvariantCulture, $"{own:0.#} % of its {counts[i].Judged} attempts succeeded, {theirs:0.#} % of the others'"), driver, log);
        }
    }

    /// <summary>One ejection fewer for each interval that it stayed in.</summary>
    private void Forgive(Endpoint endpoint, long now)
    {
        lock (_gate)
        {
            OutlierRecord record = endpoint.Record;
            if (record.Repetitions == 0 || (endpoint.State.Obstacles & Obstacles.Ejected) != 0 || now - record.InSince < rules.Interval) return;
            record.Repetitions--;
            record.InSince = now;
        }
    }

    private void TryEject(Endpoint endpoint, string reason, IDriver driver, OperationalLog log)
    {
        lock (_gate)
        {
            if ((endpoint.State.Obstacles & (Obstacles.Ejected | Obstacles.Removed)) != 0) return;
            int ejected = 1;
            Endpoint[] members = cluster.Endpoints;
            foreach (Endpoint other in members)
            {
                if ((other.State.Obstacles & Obstacles.Ejected) != 0) ejected++;
            }

            if (ejected * 100L > (long)rules.MaxEjected * members.Length) return;
            OutlierRecord record = endpoint.Record;
            long time = Math.Min(rules.Ejection * ++record.Repetitions, Math.Max(rules.LongestEjection, rules.Ejection));
            record.EjectedUntil = driver.Now + time;
            if (!endpoint.State.Set(Obstacles.Ejected, reason, driver.UtcNow)) return;
            log.Warn(string.Create(CultureInfo.InvariantCulture, $"endpoint {endpoint.Name}: {reason}; it is ejected for {time / 1e9:0.###} s"), "its own log tells why it fails");
        }
    }

    private bool AnyRepetition()
    {
        foreach (Endpoint endpoint in cluster.Endpoints)
        {
            if (endpoint.Record.Repetitions > 0) return true;
        }

        return false;
    }
}
