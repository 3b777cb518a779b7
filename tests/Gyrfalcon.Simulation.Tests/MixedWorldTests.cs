using System;
using System.Globalization;
using Gyrfalcon.Simulation.Peers;
using Xunit;

namespace Gyrfalcon.Simulation.Tests;

/// <summary>
/// GYR_SEEDS says how many worlds are run (200), GYR_SEED the first of them (1). A failure names its seed; <c>GYR_SEED=n GYR_SEEDS=1</c> runs it again.
/// </summary>
public sealed class MixedWorldTests(ITestOutputHelper output)
{
    [Fact]
    public void In_every_world_each_gets_his_own_answer_whole_or_can_tell_that_he_did_not()
    {
        ulong first = Setting("GYR_SEED", 1);
        ulong count = Setting("GYR_SEEDS", 200);
        long good = 0, all = 0, turns = 0, copies = 0;
        double simulated = 0;
        for (ulong seed = first; seed < first + count; seed++)
        {
            var world = new MixedWorld(seed);
            try
            {
                world.Run();
            }
            catch (Exception failure) when (failure is not Xunit.Sdk.IAssertionException)
            {
                throw new InvalidOperationException($"In the world of seed {seed}", failure);
            }

            good += world.Tally.Count(Verdict.Good);
            all += world.Tally.Requests;
            turns += world.Turns;
            copies += world.Copies;
            simulated += world.Elapsed / 3.6e12;
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} worlds, {all} requests, {good} answered 200, {copies} copies answered, {turns} turns, {simulated:0.0} hours"));
        Assert.True(good > all / 4, "most requests fail: the worlds are too hard to prove anything");
    }

    [Theory]
    [InlineData(7)]
    [InlineData(1234567)]
    public void The_same_seed_makes_the_same_world(ulong seed)
    {
        var once = new MixedWorld(seed);
        once.Run();
        var again = new MixedWorld(seed);
        again.Run();
        Assert.Equal(once.Fingerprint(), again.Fingerprint());
    }

    private static ulong Setting(string name, ulong otherwise)
        => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? ulong.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
