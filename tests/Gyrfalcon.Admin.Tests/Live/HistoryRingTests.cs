using System.Linq;
using Gyrfalcon.Admin.Live;
using Xunit;

namespace Gyrfalcon.Admin.Tests.Live;

public sealed class HistoryRingTests
{
    private static readonly Sample Idle = new(0, 0, default);

    [Fact]
    public void It_keeps_an_hour_and_no_more()
    {
        var ring = new HistoryRing(1, hasQuantiles: false);
        for (int second = 0; second < 5000; second++) ring.Add(second, second, 0, Idle);

        HistoryView view = ring.ToView("route", "r", 4999);
        Assert.Equal((1400, HistoryRing.Hour), (view.From, view.Requests.Length));
        Assert.Equal(Enumerable.Range(1400, HistoryRing.Hour).Select(static second => (uint)second), view.Requests);
    }

    [Fact]
    public void Seconds_that_nobody_wrote_are_empty()
    {
        var ring = new HistoryRing(1, hasQuantiles: false);
        for (int second = 0; second < 4000; second++) ring.Add(second, 1, 1, Idle);
        ring.Add(4010, 9, 0, Idle);

        HistoryView view = ring.ToView("route", "r", 4012);
        Assert.Equal([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0], view.Requests[^14..]);
        Assert.Equal(4012, view.From + view.Requests.Length - 1);
    }

    [Fact]
    public void After_a_pause_of_more_than_an_hour_nothing_of_before_is_left()
    {
        var ring = new HistoryRing(10, hasQuantiles: true);
        for (int second = 0; second < 4000; second++) ring.Add(second, 1, 1, Idle);
        ring.Add(100_000, 3, 0, Idle);
        Assert.Equal(3, ring.ToView("route", "r", 100_000).Requests.Sum(static count => count));
    }

    [Fact]
    public void Within_a_step_counts_add_up_and_the_highest_of_the_rest_stays()
    {
        var ring = new HistoryRing(10, hasQuantiles: true);
        ring.Add(100, 2, 1, new Sample(0, 0, new Counts(0, 0, 7, Worlds.Bucket(40, 5))));
        ring.Add(109, 3, 0, new Sample(0, 0, new Counts(0, 0, 4, Worlds.Bucket(0, 5))));
        ring.Add(110, 1, 0, new Sample(0, 0, new Counts(0, 0, 1, Durations.None)));

        HistoryView view = ring.ToView("route", "r", 110);
        Assert.Equal([5u, 1u], view.Requests);
        Assert.Equal([1u, 0u], view.Failed);
        Assert.Equal([7u, 1u], view.InFlight);
        Assert.Equal(Worlds.Bucket(40, 5).Quantile(0.5)!.Value * 1000, view.P50![0]!.Value, 2);
        Assert.Null(view.P50[1]);
    }

    [Fact]
    public void A_clock_that_is_set_back_loses_nothing()
    {
        var ring = new HistoryRing(1, hasQuantiles: false);
        ring.Add(50, 1, 0, Idle);
        ring.Add(40, 2, 0, Idle);
        Assert.Equal([3u], ring.ToView("route", "r", 50).Requests);
    }
}
