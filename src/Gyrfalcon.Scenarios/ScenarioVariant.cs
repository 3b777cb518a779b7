using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Configuration.Scenarios;

namespace Gyrfalcon.Scenarios;

/// <summary>What the command line changes about a scenario. Null leaves it as it is.</summary>
public sealed record ScenarioVariant
{
    /// <summary>Another seed.</summary>
    public long? Seed { get; init; }

    /// <summary>Another length.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Another balancer for every cluster.</summary>
    public BalancerConfig? Balancer { get; init; }

    /// <summary>So many endpoints for every cluster; the load grows and shrinks along, so that each has as much to do as before.</summary>
    public int? Endpoints { get; init; }

    /// <summary>The scenario as it is to run: with the endpoints it asks for, all of them http, and without PROXY headers, which neither its clients nor its endpoints know.</summary>
    public ScenarioConfig Of(ScenarioConfig scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        double scale = Endpoints is { } wanted ? wanted / Math.Max(1, scenario.Config.Clusters.Average(cluster => scenario.ClusterSize ?? (double)cluster.Endpoints.Count)) : 1;
        int? size = Endpoints ?? scenario.ClusterSize;
        ClusterConfig[] clusters = [.. scenario.Config.Clusters.Select((cluster, index) => cluster with
        {
            Balancer = Balancer is { } balancer ? KeyOf(balancer, cluster, scenario.Load) : cluster.Balancer,
            Endpoints = [.. (size is { } count ? MadeUp(cluster, index, count) : cluster.Endpoints).Select(static endpoint => endpoint with { Scheme = EndpointScheme.Http })],
            Tls = new ClusterTlsConfig(),
            ProxyProtocol = null,
        })];
        return scenario with
        {
            Seed = Seed ?? scenario.Seed,
            Duration = Duration ?? scenario.Duration,
            ClusterSize = size,
            Config = scenario.Config with { Clusters = clusters, Listeners = [.. scenario.Config.Listeners.Select(static listener => listener with { ProxyProtocol = false })] },
            Load = scenario.Load with
            {
                Rate = Scaled(scenario.Load.Rate, scale),
                Clients = Scaled(scenario.Load.Clients, scale),
                Users = Math.Min(1_000_000, Scaled(scenario.Load.Users, scale)!.Value),
            },
        };
    }

    private static int? Scaled(int? number, double scale) => number is { } known ? Math.Max(1, (int)Math.Round(known * scale)) : null;

    /// <summary>A balancer that hashes hashes what tells the scenario's users apart, unless the cluster said something else.</summary>
    private static BalancerConfig KeyOf(BalancerConfig balancer, ClusterConfig cluster, LoadConfig load)
        => balancer.Kind != BalancerKind.Maglev ? balancer
            : cluster.Balancer.Kind == BalancerKind.Maglev ? cluster.Balancer
            : balancer with { Maglev = new MaglevConfig { Key = load.UserKey } };

    private static IEnumerable<EndpointConfig> MadeUp(ClusterConfig cluster, int index, int count)
    {
        for (int i = 0; i < count; i++)
        {
            var ip = new IPAddress([10, (byte)(1 + index), (byte)(i / 250), (byte)(1 + (i % 250))]);
            yield return cluster.Endpoints[0] with { Scheme = EndpointScheme.Http, Host = ip.ToString(), Ip = ip, Port = 8080, Text = $"http://{ip}:8080" };
        }
    }
}
