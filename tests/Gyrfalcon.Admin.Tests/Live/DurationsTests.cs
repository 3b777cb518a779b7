using System.Linq;
using Gyrfalcon.Admin.Live;
using Gyrfalcon.Proxy.Telemetry;
using Xunit;

namespace Gyrfalcon.Admin.Tests.Live;

public sealed class DurationsTests
{
    [Fact]
    public void Nothing_has_no_quantile() => Assert.Null(Durations.None.Quantile(0.5));

    [Theory]
    [InlineData(0.5, 0.0075)]
    [InlineData(1, 0.01)]
    public void Within_a_bucket_they_are_taken_to_be_spread_evenly(double part, double expected) => Assert.Equal(expected, Worlds.Bucket(3, 100).Quantile(part)!.Value, 6);

    [Fact]
    public void Quantiles_lie_in_the_bucket_that_holds_them()
    {
        Durations mixed = Worlds.Bucket(0, 90).Plus(Worlds.Bucket(7, 9)).Plus(Worlds.Bucket(9, 1));
        Assert.InRange(mixed.Quantile(0.5)!.Value, 0, 0.001);
        Assert.InRange(mixed.Quantile(0.95)!.Value, 0.1, 0.25);
        Assert.InRange(mixed.Quantile(0.999)!.Value, 0.5, 1);
    }

    [Fact]
    public void Beyond_the_last_bound_it_is_told_that_it_was_at_least_that() => Assert.Equal(RouteCounters.Bounds[^1], Worlds.Bucket(Durations.Buckets - 1, 3).Quantile(0.5));

    [Fact]
    public void Counts_that_begin_anew_are_what_was_added()
    {
        Assert.Equal(4, Worlds.Bucket(2, 10).Since(Worlds.Bucket(2, 6)).Total);
        Assert.Equal(2, Worlds.Bucket(2, 2).Since(Worlds.Bucket(2, 6)).Total);
    }

    [Fact]
    public void The_window_holds_ten_seconds()
    {
        var window = new DurationWindow();
        long[] totals = [.. Enumerable.Range(1, 25).Select(second => window.Add(second <= 12 ? Worlds.Bucket(1, 1) : Durations.None).Total)];
        Assert.Equal((1, 10, 10, 0), (totals[0], totals[9], totals[11], totals[24]));
    }
}
