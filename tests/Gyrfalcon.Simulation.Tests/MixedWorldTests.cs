using System;
using System.Globalization;
using System.Threading;
using Gyrfalcon.Simulation.Peers;
using Xunit;

namespace Gyrfalcon.Simulation.Tests;

/// <summary>Worlds in which nearly everything fails now and then. A failure names its seed and the command that runs it again.</summary>
public sealed class MixedWorldTests(ITestOutputHelper output)
{
    [Fact]
    public void In_every_world_each_gets_his_own_answer_whole_or_can_tell_that_he_did_not()
    {
        var gate = new Lock();
        long good = 0, all = 0, turns = 0, copies = 0, hedges = 0, retries = 0, reloads = 0;
        double simulated = 0;
        Seeds.ForEach(seed =>
        {
            var world = new MixedWorld(seed);
            try
            {
                world.Run();
            }
            catch (Exception failure) when (failure is not Xunit.Sdk.IAssertionException)
            {
                throw new InvalidOperationException(Replay.Of(seed), failure);
            }

            lock (gate)
            {
                good += world.Tally.Count(Verdict.Good);
                all += world.Tally.Requests;
                turns += world.Turns;
                copies += world.Copies;
                hedges += world.Hedges;
                retries += world.Retries;
                reloads += world.Reloads;
                simulated += world.Elapsed / 3.6e12;
            }
        });

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Seeds.Count} worlds, {all} requests, {good} answered 200, {retries} sent again, {hedges} hedged, {copies} copies answered, {reloads} reloads, {turns} turns, {simulated:0.0} hours"));
        Assert.True(good > all / 4, "most requests fail: the worlds are too hard to prove anything");
        Assert.True(Seeds.Count < 100 || (hedges > 0 && retries > 0 && copies > 0 && reloads > 0), "nobody is hedged, asked again or copied: the worlds are too easy");
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
}
