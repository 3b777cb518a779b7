using System;
using System.IO;
using System.Linq;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Configuration.Scenarios;
using Gyrfalcon.Scenarios.Reports;
using Xunit;

namespace Gyrfalcon.Scenarios.Tests;

/// <summary>The scenarios in examples/scenarios.</summary>
internal static class Shipped
{
    internal static string[] Names { get; } = [.. Directory.GetFiles(Folder(), "*.yaml").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal)!];

    internal static ScenarioConfig Load(string name)
    {
        ScenarioResult result = ScenarioFile.Load(Path.Combine(Folder(), name + ".yaml"));
        Assert.Equal([], result.Diagnostics.Select(static one => one.ToString()));
        return result.Scenario!;
    }

    internal static RunReport Run(string name, BalancerKind? balancer = null, int? endpoints = null, TimeSpan? duration = null, Func<ScenarioConfig, ScenarioConfig>? change = null)
    {
        ScenarioConfig scenario = Load(name);
        if (change is not null) scenario = change(scenario);
        return ScenarioRun.Run(new ScenarioVariant
        {
            Balancer = balancer is { } kind ? new BalancerConfig { Kind = kind } : null,
            Endpoints = endpoints,
            Duration = duration,
        }.Of(scenario));
    }

    private static string Folder()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string folder = Path.Combine(at.FullName, "examples", "scenarios");
            if (Directory.Exists(folder)) return folder;
        }

        throw new InvalidOperationException("the tests run outside of the repository");
    }
}
