using System;
using System.Linq;
using Gyrfalcon.Scenarios.Recording;
using Gyrfalcon.Simulation;
using Xunit;

namespace Gyrfalcon.Scenarios.Tests.Recording;

public sealed class LatencyHistogramTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(127_000)]
    [InlineData(128_000)]
    [InlineData(255_000)]
    [InlineData(256_000)]
    [InlineData(1_000_000)]
    [InlineData(123_456_789)]
    [InlineData(3_600_000_000_000)]
    public void One_time_is_every_quantile_within_a_percent(long nanoseconds)
    {
        var histogram = new LatencyHistogram();
        histogram.Add(nanoseconds);
        Assert.InRange(histogram.Quantile(0.5), nanoseconds * 0.99, nanoseconds * 1.01);
        Assert.Equal(histogram.Quantile(0.001), histogram.Quantile(1));
    }

    [Fact]
    public void Quantiles_are_those_of_the_sorted_times()
    {
        var random = new SimulatedRandom(3);
        long[] times = [.. Enumerable.Range(0, 10_000).Select(_ => random.Between(1_000, 5_000_000_000))];
        var one = new LatencyHistogram();
        var other = new LatencyHistogram();
        foreach (long time in times[..3000]) one.Add(time);
        foreach (long time in times[3000..]) other.Add(time);
        one.Add(other);

        long[] sorted = [.. times.Order()];
        Assert.Equal(times.Length, one.Count);
        foreach (double quantile in new[] { 0.01, 0.5, 0.99, 0.999, 1 })
        {
            double exact = sorted[(int)Math.Ceiling(quantile * times.Length) - 1];
            Assert.InRange(one.Quantile(quantile) / exact, 0.99, 1.01);
        }
    }

    [Fact]
    public void Nothing_has_no_quantile() => Assert.Equal(0, new LatencyHistogram().Quantile(0.99));
}
