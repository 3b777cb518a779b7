using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using Gyrfalcon.Proxy.Balancing;

namespace Gyrfalcon.Proxy.Upstream;

/// <summary>A named set of equivalent endpoints and how to use them. Immutable but for the list of those that can be used now.</summary>
public sealed class Cluster
{
    private readonly Lock _gate = new();
    private volatile Endpoint[] _usable;

    /// <summary>Creates a cluster over <paramref name="endpoints"/>, for requests of <paramref name="workers"/> workers.</summary>
    public Cluster(string name, IReadOnlyList<Endpoint> endpoints, HostSource host, byte[]? literalHost, int workers, Balancer? balancer = null)
    {
        Name = name;
        NameBytes = Encoding.UTF8.GetBytes(name);
        Endpoints = [.. endpoints];
        Host = host;
        LiteralHost = literalHost;
        Load = new ClusterLoad(workers);
        Balancer = balancer ?? new RoundRobin();
        _usable = [];
        foreach (Endpoint endpoint in Endpoints) endpoint.State.Changed += Refresh;
        Refresh();
    }

    /// <summary>Its name in the configuration.</summary>
    public string Name { get; }

    /// <summary><see cref="Name"/> in UTF-8.</summary>
    public byte[] NameBytes { get; }

    /// <summary>All endpoints, in the order of the configuration.</summary>
    public Endpoint[] Endpoints { get; }

    /// <summary>What endpoints see as Host.</summary>
    public HostSource Host { get; }

    /// <summary>The Host for <see cref="HostSource.Literal"/>.</summary>
    public byte[]? LiteralHost { get; }

    /// <summary>How often names of endpoints are resolved again.</summary>
    public TimeSpan ResolveInterval { get; init; }

    /// <summary>Picks the endpoint of each attempt.</summary>
    public Balancer Balancer { get; }

    /// <summary>What is hashed for the balancer; null unless it wants a key.</summary>
    public BalancingKey? Key { get; init; }

    /// <summary>Its requests that wait for a response, and the retries among them.</summary>
    public ClusterLoad Load { get; }

    /// <summary>The endpoints that can be used now. Replaced, never modified.</summary>
    public Endpoint[] Usable => _usable;

    /// <summary>Whether an endpoint that is not among <paramref name="tried"/> can be used now.</summary>
    public bool HasUsableBesides(ReadOnlySpan<Endpoint> tried)
    {
        foreach (Endpoint endpoint in _usable)
        {
            if (!tried.Contains(endpoint)) return true;
        }

        return false;
    }

    /// <summary>Lets go of the endpoints, when the configuration no longer has this cluster.</summary>
    public void Retire()
    {
        foreach (Endpoint endpoint in Endpoints)
        {
            endpoint.State.Changed -= Refresh;
            endpoint.State.Retire();
        }
    }

    // Runs when an endpoint comes or goes, never for a request.
    private void Refresh()
    {
        lock (_gate)
        {
            Endpoint[] usable = Endpoints.Where(static endpoint => endpoint.State.IsUsable && endpoint.Weight > 0).ToArray();
            Endpoint[] first = usable.Where(static endpoint => !endpoint.IsBackup).ToArray();
            _usable = first.Length > 0 ? first : usable;
            Balancer.Arrange(_usable);
        }
    }
}

/// <summary>Which authority an endpoint sees in Host.</summary>
public enum HostSource : byte
{
    /// <summary>The client's for plain endpoints, the endpoint's own for TLS endpoints.</summary>
    Auto,

    /// <summary>The client's.</summary>
    Client,

    /// <summary>The endpoint's own.</summary>
    Endpoint,

    /// <summary>A fixed one.</summary>
    Literal,
}
