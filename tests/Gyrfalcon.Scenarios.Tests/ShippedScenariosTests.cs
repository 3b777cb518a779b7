using System;
using System.Linq;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Configuration.Scenarios;
using Gyrfalcon.Scenarios.Recording;
using Gyrfalcon.Scenarios.Reports;
using Xunit;

namespace Gyrfalcon.Scenarios.Tests;

/// <summary>Each scenario that is shipped shows what its comment says.</summary>
public sealed class ShippedScenariosTests
{
    public static TheoryData<string> Names => [.. Shipped.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Runs_at_other_sizes_under_every_balancer(string name)
    {
        foreach (BalancerKind balancer in BalancerName.All)
        {
            RunReport report = Shipped.Run(name, balancer, endpoints: 20, duration: TimeSpan.FromSeconds(5));
            Assert.Equal(20, report.Endpoints.Count);
            Assert.InRange(report.Total.Requests, 100, 10_000);
            Assert.True(report.Total.Of(Outcome.Answered) > report.Total.Requests * 0.9, BalancerName.Of(balancer));
        }
    }

    [Fact]
    public void A_slow_server_costs_turns_much_and_balancers_that_count_little()
    {
        RunReport turns = Shipped.Run("one-slow-server", BalancerKind.RoundRobin);
        RunReport least = Shipped.Run("one-slow-server", BalancerKind.LeastRequests);
        RunReport ewma = Shipped.Run("one-slow-server", BalancerKind.Ewma);

        Assert.True(turns.Total.Errors > 100);
        Assert.Equal(0, least.Total.Errors);
        Assert.True(P99(turns.Total) > 4 * P99(least.Total));
        Assert.True(P99(turns.Total) > 4 * P99(ewma.Total));
        Assert.InRange(Share(turns, "slow"), 0.09, 0.11);
        Assert.InRange(Share(least, "slow"), 0.03, 0.085);
    }

    [Fact]
    public void A_server_that_fails_quickly_draws_requests_from_who_counts_them()
    {
        RunReport turns = Shipped.Run("quick-errors", BalancerKind.RoundRobin);
        RunReport least = Shipped.Run("quick-errors", BalancerKind.LeastRequests);

        Assert.InRange(Share(turns, "broken"), 0.09, 0.11);
        Assert.True(Share(least, "broken") > 2 * Share(turns, "broken"));
        Assert.True(least.Total.Errors > 4 * turns.Total.Errors);
    }

    [Fact]
    public void A_rolling_restart_in_order_loses_nothing_and_one_that_kills_needs_retries()
    {
        RunReport order = Shipped.Run("rolling-restart");
        RunReport kills = Shipped.Run("rolling-restart", change: static scenario => scenario with { Events = [.. scenario.Events.Select(static one => one with { Kind = EventKind.Kill })] });

        Assert.Equal(0, order.Total.Errors);
        Assert.Equal(0, kills.Total.Errors);
        Assert.True(kills.Total.Retries > 0);
        Assert.Contains(order.Log, static line => line.Text.Contains("accepts connections again", StringComparison.Ordinal));
    }

    [Fact]
    public void A_zone_that_is_cut_off_gets_nothing_soon_and_its_share_again_later()
    {
        RunReport report = Shipped.Run("zone-lost");
        int[] zone = [.. report.Groups.Single(static group => group.Name == "zone-b").Members];

        Assert.Equal(0, Received(report, zone, 40, 59));
        Assert.True(Received(report, zone, 70, 89) > 0.25 * report.Received.Skip(SliceAt(report, 70)).Sum(static slice => slice.Sum()));
        Assert.True(report.Total.Errors < report.Total.Requests / 100);
        Assert.Equal(0, Between(report, 70, 89).Errors);
    }

    [Fact]
    public void A_storm_of_retries_goes_on_after_the_burst_unless_queues_are_short()
    {
        RunReport storm = Shipped.Run("retry-storm");
        RunReport shorter = Shipped.Run("retry-storm", change: static scenario => scenario with { Endpoints = [.. scenario.Endpoints.Select(static group => group with { Queue = 20 })] });

        Assert.Equal(0, Between(storm, 0, 19).Errors);
        Assert.Equal(0, Between(storm, 60, 89).Of(Outcome.Answered));
        Assert.True(storm.Total.ClientRetries > storm.Total.Requests / 2);
        Assert.True(Between(shorter, 60, 89).Errors < Between(shorter, 60, 89).Requests / 100);
    }

    [Fact]
    public void A_cold_cluster_is_slow_at_first_and_one_of_ten_that_comes_back_cold_is_too()
    {
        RunReport report = Shipped.Run("cold-start");

        Assert.True(Between(report, 0, 10).Latency.Quantile(0.5) > 3 * Between(report, 30, 55).Latency.Quantile(0.5));
        Assert.True(P99(Between(report, 65, 75)) > 3 * P99(Between(report, 30, 55)));
        Assert.True(P99(Between(report, 100, 119)) < 2 * P99(Between(report, 30, 55)));
    }

    private static long P99(Counts counts) => counts.Latency.Quantile(0.99);

    private static int SliceAt(RunReport report, int second) => (int)(TimeSpan.FromSeconds(second) / report.SliceLength);

    private static Counts Between(RunReport report, int from, int to) => report.Sum(SliceAt(report, from), SliceAt(report, to) - SliceAt(report, from));

    private static double Share(RunReport report, string group)
    {
        int[] members = [.. report.Groups.Single(one => one.Name == group).Members];
        return Received(report, members, 0, (int)report.Duration.TotalSeconds) / report.Received.Sum(static slice => slice.Sum());
    }

    private static double Received(RunReport report, int[] members, int from, int to)
        => report.Received.Skip(SliceAt(report, from)).Take(SliceAt(report, to) - SliceAt(report, from)).Sum(slice => members.Sum(member => slice[member]));
}
