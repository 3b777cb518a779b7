using System;
using System.Linq;
using Gyrfalcon.Proxy.Configuration.Scenarios;
using Gyrfalcon.Simulation;
using Xunit;

namespace Gyrfalcon.Scenarios.Tests;

public sealed class TimeSpreadTests
{
    private const int Draws = 100_000;

    [Fact]
    public void A_fixed_time_is_always_the_same() => Assert.All(Draw(TimeSpreadKind.Fixed, 5), static time => Assert.Equal(5_000_000, time));

    [Fact]
    public void An_exponential_time_has_its_mean_and_median()
    {
        long[] times = Draw(TimeSpreadKind.Exponential, 5);
        Assert.InRange(times.Average() / 5e6, 0.98, 1.02);
        Assert.InRange(times[Draws / 2] / 5e6, 0.68, 0.71);
    }

    [Fact]
    public void A_lognormal_time_has_its_median_and_99th_percentile()
    {
        long[] times = Draw(TimeSpreadKind.Lognormal, 5, 50);
        Assert.InRange(times[Draws / 2] / 5e6, 0.97, 1.03);
        Assert.InRange(times[Draws * 99 / 100] / 50e6, 0.95, 1.05);
    }

    [Fact]
    public void A_Pareto_time_has_its_least_and_99th_percentile_and_an_end()
    {
        long[] times = Draw(TimeSpreadKind.Pareto, 2, 100);
        Assert.InRange(times[0] / 2e6, 1, 1.01);
        Assert.InRange(times[Draws * 99 / 100] / 100e6, 0.93, 1.07);
        Assert.InRange(times[^1], 0, 2_000_000_000);
    }

    [Fact]
    public void A_bimodal_time_is_one_of_two()
    {
        long[] times = Draw(TimeSpreadKind.Bimodal, 5, 200, share: 2);
        Assert.Equal([5_000_000, 200_000_000], times.Distinct());
        Assert.InRange(times.Count(static time => time == 200_000_000) / (double)Draws, 0.018, 0.022);
    }

    /// <summary>In ascending order.</summary>
    private static long[] Draw(TimeSpreadKind kind, int typical, int high = 0, int share = 0)
    {
        var spread = new TimeSpread(new TimeSpreadConfig { Kind = kind, Typical = TimeSpan.FromMilliseconds(typical), High = TimeSpan.FromMilliseconds(high), Share = share });
        var random = new SimulatedRandom(1);
        return [.. Enumerable.Range(0, Draws).Select(_ => spread.Draw(random)).Order()];
    }
}
