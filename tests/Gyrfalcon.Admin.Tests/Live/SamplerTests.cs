using System;
using System.Linq;
using Gyrfalcon.Admin.Live;
using Gyrfalcon.Proxy.Upstream;
using Xunit;

namespace Gyrfalcon.Admin.Tests.Live;

public sealed class SamplerTests
{
    private readonly Sampler _sampler = new(Worlds.Start);

    [Fact]
    public void What_was_counted_before_the_first_look_is_no_rate()
    {
        LiveState state = _sampler.Take(Worlds.Read(5000, 50, Worlds.Endpoint("http://a", 5000, 50)), TimeSpan.Zero);

        Assert.Equal((0, 0, 5000), (state.Process.Sample.Rate, state.Process.Sample.Errors, state.Process.Sample.Totals.Requests));
        Assert.Equal(0, state.Endpoints[0].Sample.Rate);
        Assert.False(state.HasSameThings);
    }

    [Fact]
    public void Rates_are_what_was_added_by_the_time_that_it_took()
    {
        _sampler.Take(Worlds.Read(100, 0, Worlds.Endpoint("http://a", 100)), Worlds.At(0));
        LiveState state = _sampler.Take(Worlds.Read(400, 30, Worlds.Endpoint("http://a", 400, 30)), Worlds.At(1.5));

        Assert.Equal((200, 20), (state.Process.Sample.Rate, state.Process.Sample.Errors));
        Assert.Equal((200, 20), (state.Routes[0].Sample.Rate, state.Routes[0].Sample.Errors));
        Assert.Equal((200, 20), (state.Clusters[0].Sample.Rate, state.Clusters[0].Sample.Errors));
        Assert.Equal((200, 0), (state.Listeners[0].Sample.Rate, state.Listeners[0].Sample.Errors));
        Assert.Equal([0, 200, 20, 0, 400, 30], state.Endpoints[0].Sample.ToRow(0));
    }

    [Fact]
    public void Counts_that_begin_anew_are_no_negative_rate()
    {
        _sampler.Take(Worlds.Read(100, 10, Worlds.Endpoint("http://a", 100, 10)), Worlds.At(0));
        LiveState state = _sampler.Take(Worlds.Read(7, 1, Worlds.Endpoint("http://a", 7, 1)), Worlds.At(1));

        Assert.Equal((7, 1), (state.Endpoints[0].Sample.Rate, state.Endpoints[0].Sample.Errors));
        Assert.Equal((7, 1), (state.Process.Sample.Rate, state.Process.Sample.Errors));
        Assert.All(_sampler.History(SubjectKind.Endpoint, "app/http://a")!.Requests, static count => Assert.InRange(count, 0u, 7u));
    }

    [Fact]
    public void A_cluster_has_its_own_requests_whatever_becomes_of_its_endpoints()
    {
        _sampler.Take(Worlds.Read(100, 10, Worlds.Endpoint("http://a", 1000), Worlds.Endpoint("http://b", 9000)), Worlds.At(0));
        LiveState without = _sampler.Take(Worlds.Read(110, 10, Worlds.Endpoint("http://a", 1010)), Worlds.At(1));
        Assert.Equal((10, 110), (without.Clusters[0].Sample.Rate, without.Clusters[0].Sample.Totals.Requests));
        Assert.False(without.HasSameThings);

        LiveState with = _sampler.Take(Worlds.Read(130, 10, Worlds.Endpoint("http://a", 1070), Worlds.Endpoint("http://b", 9000)), Worlds.At(2));
        Assert.Equal((20, 130), (with.Clusters[0].Sample.Rate, with.Clusters[0].Sample.Totals.Requests));
    }

    [Fact]
    public void What_a_cluster_refuses_without_asking_an_endpoint_counts_and_fails()
    {
        _sampler.Take(Worlds.Read(0, 0, Worlds.Endpoint("http://a", 3)), Worlds.At(0));
        LiveState state = _sampler.Take(Worlds.Read(50, 50, Worlds.Endpoint("http://a", 3)), Worlds.At(1));
        Assert.Equal((50, 50, 50), (state.Clusters[0].Sample.Rate, state.Clusters[0].Sample.Errors, state.Clusters[0].Sample.Totals.Failed));
        Assert.Equal(0, state.Endpoints[0].Sample.Rate);
        Assert.Equal((50u, 50u), (_sampler.History(SubjectKind.Cluster, "app")!.Requests[^1], _sampler.History(SubjectKind.Cluster, "app")!.Failed[^1]));
    }

    [Fact]
    public void Only_what_changed_is_told()
    {
        EndpointReading quiet = Worlds.Endpoint("http://quiet", 4);
        _sampler.Take(Worlds.Read(10, 0, quiet, Worlds.Endpoint("http://busy", 6)), Worlds.At(0));
        _sampler.Take(Worlds.Read(10, 0, quiet, Worlds.Endpoint("http://busy", 6)), Worlds.At(1));
        LiveState state = _sampler.Take(Worlds.Read(20, 0, quiet, Worlds.Endpoint("http://busy", 16)), Worlds.At(2));

        Assert.True(state.HasSameThings);
        Assert.Equal([[1, 10, 0, 0, 16, 0]], LiveState.RowsOf(state.Endpoints, onlyChanged: true));
        Assert.Equal(2, LiveState.RowsOf(state.Endpoints, onlyChanged: false).Length);
        Assert.Empty(state.ChangedStanding);
    }

    [Fact]
    public void Who_stands_otherwise_is_told_once()
    {
        var down = new Condition(Obstacles.Unreachable, "connection refused", DateTime.UnixEpoch);
        _sampler.Take(Worlds.Read(0, 0, Worlds.Endpoint("http://a", 0), Worlds.Endpoint("http://b", 0)), Worlds.At(0));
        Assert.Equal([1], _sampler.Take(Worlds.Read(0, 0, Worlds.Endpoint("http://a", 0), Worlds.Endpoint("http://b", 0, 0, 1, down)), Worlds.At(1)).ChangedStanding);
        Assert.Empty(_sampler.Take(Worlds.Read(0, 0, Worlds.Endpoint("http://a", 0), Worlds.Endpoint("http://b", 0, 0, 1, down)), Worlds.At(2)).ChangedStanding);
        Assert.Equal([0, 1], _sampler.Take(Worlds.Read(0, 0, Worlds.Endpoint("http://a", 0, 0, weight: 5), Worlds.Endpoint("http://b", 0)), Worlds.At(3)).ChangedStanding);
    }

    [Fact]
    public void Another_version_or_another_name_asks_for_everything_anew()
    {
        Reading reading = Worlds.Read(0, 0, Worlds.Endpoint("http://a", 0));
        _sampler.Take(reading, Worlds.At(0));
        Assert.True(_sampler.Take(reading, Worlds.At(1)).HasSameThings);
        Assert.False(_sampler.Take(reading with { Version = 2 }, Worlds.At(2)).HasSameThings);
        Assert.True(_sampler.Take(reading with { Version = 2 }, Worlds.At(3)).HasSameThings);
        Assert.False(_sampler.Take(Worlds.Read(0, 0, Worlds.Endpoint("http://b", 0)) with { Version = 2 }, Worlds.At(4)).HasSameThings);
    }

    [Fact]
    public void The_history_adds_up_to_what_was_counted()
    {
        _sampler.Take(Worlds.Read(0, 0, Worlds.Endpoint("http://a", 0)), Worlds.At(0));
        for (int second = 1; second <= 100; second++) _sampler.Take(Worlds.Read(second * 7, second, Worlds.Endpoint("http://a", second * 7, second)), Worlds.At(second + ((second % 3) * 0.1)));

        foreach ((SubjectKind kind, string name) in new[] { (SubjectKind.Process, "all"), (SubjectKind.Route, "api"), (SubjectKind.Cluster, "app"), (SubjectKind.Endpoint, "app/http://a") })
        {
            HistoryView history = _sampler.History(kind, name)!;
            Assert.Equal((1, 700, 100), (history.Step, history.Requests.Sum(static count => count), history.Failed.Sum(static count => count)));

            // A timer that is a little late skips no second and fills none twice.
            Assert.All(history.Requests, static count => Assert.Equal(7u, count));
            Assert.Equal(Worlds.Start + 100, history.From + history.Requests.Length - 1);
        }
    }

    [Fact]
    public void Who_leaves_is_forgotten()
    {
        _sampler.Take(Worlds.Read(0, 0, Worlds.Endpoint("http://a", 0)), Worlds.At(0));
        _sampler.Take(Worlds.Read(0, 0), Worlds.At(1));
        Assert.Null(_sampler.History(SubjectKind.Endpoint, "app/http://a"));
    }

    [Fact]
    public void Many_endpoints_have_their_hour_in_longer_steps()
    {
        _sampler.Take(Worlds.Read(0, 0, Worlds.Endpoint("http://e0", 0)), Worlds.At(0));
        for (int second = 1; second <= 30; second++) _sampler.Take(Worlds.Read(0, 0, Worlds.Endpoint("http://e0", second * 5)), Worlds.At(second));
        Assert.Equal(1, _sampler.History(SubjectKind.Endpoint, "app/http://e0")!.Step);

        _sampler.Take(Worlds.Read(0, 0, [.. Worlds.Many(1500, 155)]), Worlds.At(31));
        HistoryView history = _sampler.History(SubjectKind.Endpoint, "app/http://e0")!;
        Assert.Equal((10, 155), (history.Step, history.Requests.Sum(static count => count)));
        Assert.True(1500L * HistoryRing.BytesFor(history.Step, hasQuantiles: true) <= Sampler.MemoryPerKind);
        Assert.Equal(1, _sampler.History(SubjectKind.Cluster, "app")!.Step);
    }
}
