using System;
using System.Threading.Tasks;
using Gyrfalcon.Soak;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>A few seconds of what bench/soak does for many minutes.</summary>
public sealed class SoakTests
{
    [Theory, EachDriver]
    public async Task Mixed_and_hostile_traffic_breaks_no_answer_and_leaves_nothing_behind(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        var plan = new SoakPlan(driver, TimeSpan.FromSeconds(5), Seed: 7, Clients: 16, SampleEvery: TimeSpan.FromSeconds(1), IsWatched: true);

        SoakResult result = await new SoakRun(plan).RunAsync();

        Assert.Empty(result.Objections);
    }
}
