using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Gyrfalcon.Soak;

/// <summary>What a run has shown, and what of it must not be.</summary>
/// <param name="Plan">What was run.</param>
/// <param name="Tally">What happened.</param>
/// <param name="Samples">Looks at the process, the first at rest before any client.</param>
/// <param name="Afterwards">The last look, when everything idle has timed out.</param>
/// <param name="ExitCode">After TERM.</param>
/// <param name="Log">Standard error of the program.</param>
public sealed record SoakResult(SoakPlan Plan, Tally Tally, IReadOnlyList<ProcessSample> Samples, ProcessSample Afterwards, int ExitCode, IReadOnlyList<string> Log)
{
    /// <summary>Descriptors of other kinds that the runtime may open late, such as for timers.</summary>
    private const int LateDescriptors = 4;

    /// <summary>Pipes that a worker keeps for its next splices: 64 with two ends, for two workers, and what was there at the start.</summary>
    private const int KeptPipes = 2 * 2 * 64;

    /// <summary>The pool of the runtime has more threads at one time than at another.</summary>
    private const int MoreThreads = 4;

    /// <summary>A shorter run says nothing about memory: the heap grows until its first collection, after a minute or two.</summary>
    private static readonly TimeSpan LongEnough = TimeSpan.FromMinutes(4);

    /// <summary>From here on the second half has many collections, each of which gives back what gathered since the last; in a shorter run the line through it follows a single one.</summary>
    private static readonly TimeSpan ManyCollections = TimeSpan.FromMinutes(30);

    /// <summary>Growth that any run may show without being a leak, in KiB.</summary>
    private const double LeastTolerance = 4 * 1024;

    /// <summary>Growth of resident memory over the second half by the line that fits the samples best, in KiB.</summary>
    public double GrowthKiB
    {
        get
        {
            ProcessSample[] half = SecondHalf();
            if (half.Length < 2)
                return 0;
            double meanTime = half.Average(sample => sample.At.TotalSeconds);
            double meanSize = half.Average(sample => (double)sample.ResidentKiB);
            double slope = half.Sum(sample => (sample.At.TotalSeconds - meanTime) * (sample.ResidentKiB - meanSize))
                / half.Sum(sample => Math.Pow(sample.At.TotalSeconds - meanTime, 2));
            return slope * (half[^1].At - half[0].At).TotalSeconds;
        }
    }

    /// <summary>Growth that this run may show without being a leak, in KiB: a share of its memory.</summary>
    private double Tolerance => Math.Max(LeastTolerance, SecondHalf().Average(sample => (double)sample.ResidentKiB) / (Plan.Duration < ManyCollections ? 4 : 20));

    /// <summary>Everything that must not be; empty for a good run.</summary>
    public IReadOnlyList<string> Objections
    {
        get
        {
            List<string> objections = [.. Tally.Failures];
            ProcessSample atRest = Samples[0];
            Demand(Afterwards.Sockets <= atRest.Sockets, $"{Afterwards.Sockets} sockets are open at the end, {atRest.Sockets} were at the start");
            Demand(Afterwards.Pipes <= atRest.Pipes + KeptPipes, $"{Afterwards.Pipes} ends of pipes are open at the end");
            Demand(Afterwards.OtherDescriptors <= atRest.OtherDescriptors + LateDescriptors, $"{Afterwards.OtherDescriptors} other descriptors are open at the end, {atRest.OtherDescriptors} were at the start");
            Demand(ExitCode == 0, $"the exit code is {ExitCode}");
            Demand(Plan.Duration < LongEnough || GrowthKiB <= Tolerance, $"resident memory grew by {GrowthKiB:0} KiB in the second half");
            Demand(Plan.Duration < LongEnough || SecondHalf().Average(static sample => (double)sample.Threads) <= FirstHalf().Average(static sample => (double)sample.Threads) + MoreThreads, $"there are {Afterwards.Threads} threads at the end, and more in the second half than in the first");
            foreach (string kind in (string[])["steady: GET", "steady: POST", "steady: HEAD", "steady: pipelined", "steady: tunnel", "steady: slow reader", "rude clients", .. Plan.IsWatched ? (string[])["watchers: scrape", "watchers: event", "watchers: message"] : []])
                Demand(Tally.Counts.Any(count => count.Key == kind), $"nothing of the kind `{kind}` happened");
            objections.AddRange(Log.Where(line => line.Contains(" error ", StringComparison.Ordinal)).Select(line => $"the log says: {line}"));
            return objections;

            void Demand(bool holds, FormattableString objection)
            {
                if (!holds)
                    objections.Add(objection.ToString(CultureInfo.InvariantCulture));
            }
        }
    }

    private ProcessSample[] FirstHalf() => [.. Samples.Take(Samples.Count / 2)];

    private ProcessSample[] SecondHalf() => [.. Samples.Skip(Samples.Count / 2)];
}
