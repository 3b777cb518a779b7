using System.Collections.Generic;
using System.Linq;
using Gyrfalcon.Resilience.Generating;

namespace Gyrfalcon.Resilience.Measuring;

/// <summary>One contestant in one scene, over all rounds: counts are sums, times medians of the rounds, the longest latency that of all.</summary>
internal sealed class Standing
{
    public Standing(string contestant, IReadOnlyList<Play> plays)
    {
        Contestant = contestant;
        var samples = plays.SelectMany(play => play.Samples).ToList();
        Failures = [.. samples.Where(sample => sample.Failed)];
        Idempotent = samples.Count(sample => sample.IsIdempotent);
        Posts = samples.Count - Idempotent;
        DoneTwice = plays.Sum(play => play.DoneTwice);
        ReceivedPerRequest = (double)plays.Sum(play => play.Received) / plays.Sum(play => play.Sent);
        P50 = MedianOf(plays, 0.5);
        P99 = MedianOf(plays, 0.99);
        P999 = MedianOf(plays, 0.999);
        Max = samples.Max(sample => sample.Latency);
        if (plays[0].Scene.Returning.Length == 0)
            return;
        ClientsAreWell = Percentile.Median(plays.Select(Recovery.UntilClientsAreWell));
        ShareIsBack = Percentile.Median(plays.Select(Recovery.UntilShareIsBack));
    }

    public string Contestant { get; }

    public IReadOnlyList<Sample> Failures { get; }

    public int Idempotent { get; }

    public int Posts { get; }

    public int IdempotentFailed => Failures.Count(sample => sample.IsIdempotent);

    public int PostsFailed => Failures.Count - IdempotentFailed;

    public int Wrong => Failures.Count(sample => sample.Verdict == Verdict.Wrong);

    public long DoneTwice { get; }

    /// <summary>Requests that origins received for each that clients sent.</summary>
    public double ReceivedPerRequest { get; }

    /// <summary>Latencies in milliseconds, failed requests included.</summary>
    public double P50 { get; }

    public double P99 { get; }

    public double P999 { get; }

    public double Max { get; }

    /// <summary>Seconds; null in a scene without a fault.</summary>
    public double? ClientsAreWell { get; }

    public double? ShareIsBack { get; }

    private static double MedianOf(IReadOnlyList<Play> plays, double share) =>
        Percentile.Median(plays.Select(play => Percentile.Of(play.Samples.Select(sample => sample.Latency), share)));
}
