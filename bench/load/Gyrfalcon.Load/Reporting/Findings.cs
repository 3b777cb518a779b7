using System.Collections.Generic;
using System.Linq;
using Gyrfalcon.Load.Measuring;

namespace Gyrfalcon.Load.Reporting;

/// <summary>What a run has found so far.</summary>
internal sealed class Findings
{
    private readonly List<Slice> _slices = [];

    public List<(Workload Workload, List<Standing> Standings)> Standings { get; } = [];

    public List<IdleResult> Idle { get; } = [];

    public IReadOnlyList<Slice> Slices => _slices;

    /// <summary>Requests per second of the paced workload.</summary>
    public double PacedRate { get; set; }

    public long Errors => _slices.Sum(slice => slice.Load.Errors) + Idle.Sum(result => result.Errors);

    public void Add(Workload workload, List<Slice> slices)
    {
        _slices.AddRange(slices);
        Standings.Add((workload, Standing.Of(slices)));
    }

    /// <summary>The highest median rate on the small workload among the named, or null when none of them ran it.</summary>
    public double? BestRate(IReadOnlyCollection<string> contestants) =>
        Standings.Where(entry => entry.Workload == Workload.Small).SelectMany(entry => entry.Standings)
            .Where(standing => contestants.Contains(standing.Contestant)).Select(standing => (double?)standing.Rate.Median).Max();
}
