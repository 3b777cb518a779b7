using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Configuration.Scenarios;
using Gyrfalcon.Scenarios;
using Gyrfalcon.Scenarios.Reports;

namespace Gyrfalcon.Commands;

/// <summary>Scenarios under every balancer at several sizes: a world for each, as many at a time as there are CPUs.</summary>
internal static class BalancerComparison
{
    internal static void Run(IReadOnlyList<ScenarioConfig> scenarios, ScenarioVariant variant, int[] sizes)
    {
        foreach (ScenarioConfig scenario in scenarios)
        {
            (int Size, BalancerKind Balancer)[] variants = [.. sizes.SelectMany(static size => BalancerName.All.Select(kind => (size, kind)))];
            var reports = new RunReport[variants.Length];
            Parallel.For(0, variants.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
            {
                var watch = Stopwatch.StartNew();
                (int size, BalancerKind kind) = variants[i];
                reports[i] = ScenarioRun.Run((variant with { Endpoints = size, Balancer = new BalancerConfig { Kind = kind } }).Of(scenario));
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{scenario.Title}: {size} endpoints, {BalancerName.Of(kind)}: {reports[i].Total.Requests} requests in {watch.Elapsed.TotalSeconds:0.0} s"));
            });
            ComparisonReport.Write(scenario.Title, [.. sizes.Select((size, at) => (size, (IReadOnlyList<RunReport>)[.. reports.Skip(at * BalancerName.All.Length).Take(BalancerName.All.Length)]))], Console.Out);
        }
    }
}
