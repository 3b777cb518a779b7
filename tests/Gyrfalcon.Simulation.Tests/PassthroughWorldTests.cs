using System;
using System.Globalization;
using System.Threading;
using Gyrfalcon.Simulation.Peers;
using Xunit;

namespace Gyrfalcon.Simulation.Tests;

/// <summary>Connections that are passed through, in worlds in which nearly everything fails now and then.</summary>
public sealed class PassthroughWorldTests(ITestOutputHelper output)
{
    [Fact]
    public void In_every_world_bytes_come_whole_and_unmixed_to_whom_they_are_for_and_nothing_is_left_over()
    {
        var gate = new Lock();
        long good = 0, all = 0, refused = 0, reloads = 0;
        Seeds.ForEach(seed =>
        {
            var world = new PassthroughWorld(seed);
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
                refused += world.Tally.Count(Verdict.Refused);
                all += world.Tally.Requests;
                reloads += world.Reloads;
            }
        });

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Seeds.Count} worlds, {all} connections, {good} whole, {refused} refused with an alert, {reloads} reloads"));
        Assert.True(good > all / 4, "most connections fail: the worlds are too hard to prove anything");
        Assert.True(Seeds.Count < 100 || (refused > 0 && reloads > 0), "nobody is refused: the worlds are too easy");
    }
}
