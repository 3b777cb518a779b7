using System.Linq;
using Gyrfalcon.Admin.Live;
using Xunit;

namespace Gyrfalcon.Admin.Tests.Live;

public sealed class DurationsTests
{
    [Fact]
    public void Nothing_has_no_quantile() => Assert.Null(Durations.None.Quantile(0.5));

    [Fact]
    public void Within_a_bucket_they_are_taken_to_be_spread_evenly()
    {
        Assert.Equal((Durations.Bounds[29] + Durations.Bounds[30]) / 2, Worlds.Bucket(30, 100).Quantile(0.5)!.Value, 9);
        Assert.Equal(Durations.Bounds[30], Worlds.Bucket(30, 100).Quantile(1)!.Value, 9);
        Assert.Equal(Durations.Bounds[0] / 2, Worlds.Bucket(0, 100).Quantile(0.5)!.Value, 9);
    }

    [Fact]
    public void Four_buckets_double_the_time_up_to_almost_a_minute()
    {
        for (int i = 4; i < Durations.Bounds.Length; i++) Assert.Equal(2, Durations.Bounds[i] / Durations.Bounds[i - 4], 6);
        Assert.InRange(Durations.Bounds[^1], 45, 60);
    }

    [Fact]
    public void Quantiles_lie_in_the_bucket_that_holds_them()
    {
        Durations mixed = Worlds.Bucket(10, 90).Plus(Worlds.Bucket(30, 9)).Plus(Worlds.Bucket(50, 1));
        Assert.InRange(mixed.Quantile(0.5)!.Value, Durations.Bounds[9], Durations.Bounds[10]);
        Assert.InRange(mixed.Quantile(0.95)!.Value, Durations.Bounds[29], Durations.Bounds[30]);
        Assert.InRange(mixed.Quantile(0.999)!.Value, Durations.Bounds[49], Durations.Bounds[50]);
    }

    [Fact]
    public void Beyond_the_last_bound_it_is_told_that_it_was_at_least_that() => Assert.Equal(Durations.Bounds[^1], Worlds.Bucket(Durations.Buckets - 1, 3).Quantile(0.5));

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
