using System.Collections.Generic;
using System.Linq;
using Gyrfalcon.Load.Measuring;

namespace Gyrfalcon.Load.Reporting;

/// <summary>One contestant's slices of one workload.</summary>
internal sealed class Standing(string contestant, IReadOnlyList<Slice> slices)
{
    public string Contestant => contestant;

    public Spread Cpu { get; } = Spread.Of(slices.Select(slice => slice.CpuPerRequest));

    public Spread Rate { get; } = Spread.Of(slices.Select(slice => slice.RequestsPerSecond));

    public Spread P50 { get; } = Spread.Of(slices.Select(slice => (double)slice.Load.P50));

    public Spread P99 { get; } = Spread.Of(slices.Select(slice => (double)slice.Load.P99));

    public Spread ResidentKiB { get; } = Spread.Of(slices.Select(slice => (double)slice.ResidentKiB));

    public long Errors { get; } = slices.Sum(slice => slice.Load.Errors);

    public long Unsent { get; } = slices.Sum(slice => slice.Load.Unsent);

    /// <summary>Share of the requests, 0 to 1, whose TLS session was a resumed one; null where that was not counted.</summary>
    public double? ResumedShare { get; } = slices.Any(slice => slice.Load.Resumed is null)
        ? null
        : (double?)slices.Sum(slice => slice.Load.Resumed) / slices.Sum(slice => slice.Load.Requests);

    public int FaultySlices { get; } = slices.Count(slice => slice.Load.Errors > 0);

    public int DisturbedSlices { get; } = slices.Count(slice => slice.IsDisturbed);

    /// <summary>CPU per request as a multiple of the other's: the median over the rounds of each round's own ratio, so that drift between rounds cancels out.</summary>
    public double RatioTo(Standing other) => Spread.Of(RatiosTo(other)).Median;

    /// <summary>CPU per request as a multiple of the other's, round by round.</summary>
    public IEnumerable<double> RatiosTo(Standing other) => slices.Zip(other.Slices, (mine, theirs) => mine.CpuPerRequest / theirs.CpuPerRequest);

    private IReadOnlyList<Slice> Slices => slices;

    /// <summary>In the order in which the contestants ran.</summary>
    public static List<Standing> Of(IEnumerable<Slice> slices) =>
        [.. slices.GroupBy(slice => slice.Contestant).Select(group => new Standing(group.Key, [.. group.OrderBy(slice => slice.Round)]))];
}
