using Xunit;

namespace Gyrfalcon.Simulation.Tests;

/// <summary>What the exact balancers promise, held against every choice of many worlds.</summary>
public sealed class CalmWorldTests
{
    /// <summary>Worlds in which nothing fails are much alike.</summary>
    private const long Enough = 300;

    [Fact]
    public void Round_robin_is_exact_whatever_workers_and_connections_the_requests_come_by() => Seeds.ForEach(seed =>
    {
        var world = new CalmWorld(seed, "round-robin");
        world.Run();
        world.CheckShares();
    }, Enough);

    [Fact]
    public void Least_requests_gives_to_whom_has_the_fewest_for_its_weight() => Seeds.ForEach(seed =>
    {
        var world = new CalmWorld(seed, "least-requests");
        world.Run(static world => world.CheckLeast(slack: 1));
    }, Enough);
}
