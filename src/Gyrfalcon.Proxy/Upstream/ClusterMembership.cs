using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace Gyrfalcon.Proxy.Upstream;

/// <summary>
/// Who belongs to a cluster, and with what weight, while it runs: the one way in which the configuration, discovery and operators change it. Each of them is a source with a list of its own;
/// the members are all of them together. What did not change keeps its connections, its state and its counts; who leaves finishes what it has begun. From any thread.
/// </summary>
public sealed class ClusterMembership(Cluster cluster, EndpointFactory factory)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, IReadOnlyList<EndpointSpec>> _sources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _weights = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _drained = new(StringComparer.Ordinal);

    private readonly Dictionary<string, Endpoint> _prepared = new(StringComparer.Ordinal);

    /// <summary>The list of the configuration file.</summary>
    public const string Configuration = "configuration";

    /// <summary>The list of discovery.</summary>
    public const string Discovery = "discovery";

    /// <summary>The list of operators.</summary>
    public const string Operator = "operator";

    /// <summary>The cluster.</summary>
    public Cluster Cluster => cluster;

    /// <summary>What a source wants, empty if nothing.</summary>
    public IReadOnlyList<EndpointSpec> Of(string source)
    {
        lock (_gate) return _sources.GetValueOrDefault(source, []);
    }

    /// <summary>Replaces what <paramref name="source"/> wants. An endpoint that several want is one member, with the settings of the first source in alphabetical order.</summary>
    /// <param name="source">Whose list it is.</param>
    /// <param name="wanted">The whole list; an endpoint that stands in it twice counts once.</param>
    /// <param name="at">Now, in UTC.</param>
    public void Set(string source, IReadOnlyList<EndpointSpec> wanted, DateTime at)
    {
        lock (_gate)
        {
            _sources[source] = wanted;
            Apply(at);
        }
    }

    /// <summary>Makes those of <paramref name="wanted"/> that are no members yet, so that their addresses can be found out before they join by <see cref="Set"/>; or <see cref="Discard"/> lets them go.</summary>
    internal IReadOnlyList<Endpoint> Prepare(IReadOnlyList<EndpointSpec> wanted)
    {
        lock (_gate)
        {
            foreach (EndpointSpec spec in wanted)
            {
                if (Find(spec.Url) is null && !_prepared.ContainsKey(spec.Url)) _prepared.Add(spec.Url, factory.Create(spec));
            }

            return [.. _prepared.Values];
        }
    }

    /// <summary>Lets go of what was prepared and has not joined.</summary>
    internal void Discard(DateTime at)
    {
        lock (_gate)
        {
            foreach (Endpoint endpoint in _prepared.Values) endpoint.State.Set(Obstacles.Removed, "it has not become a member of the cluster", at);
            _prepared.Clear();
        }
    }

    /// <summary>Adds to the operators' list; false if it is a member already.</summary>
    public bool TryAdd(EndpointSpec wanted, DateTime at)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        lock (_gate)
        {
            if (Find(wanted.Url) is not null) return false;
            _sources[Operator] = [.. _sources.GetValueOrDefault(Operator, []), wanted];
            Apply(at);
            return true;
        }
    }

    /// <summary>Takes it out of every list; false if it is no member.</summary>
    public bool TryRemove(string url, DateTime at)
    {
        lock (_gate)
        {
            if (Find(url) is null) return false;
            _weights.Remove(url);
            _drained.Remove(url);
            foreach (string source in _sources.Keys.ToArray()) _sources[source] = [.. _sources[source].Where(spec => spec.Url != url)];
            Apply(at);
            return true;
        }
    }

    /// <summary>Gives it another weight, whatever its lists say; null for theirs. False if it is no member.</summary>
    public bool TryWeigh(string url, int? weight, DateTime at)
    {
        lock (_gate)
        {
            if (Find(url) is null) return false;
            if (weight is { } other) _weights[url] = other;
            else _weights.Remove(url);
            Apply(at);
            return true;
        }
    }

    /// <summary>Lets it get no new requests; sessions that stick to it go on. False if it is no member.</summary>
    public bool TryDrain(string url, string reason, DateTime at)
    {
        lock (_gate)
        {
            if (Find(url) is not { } endpoint) return false;
            _drained[url] = reason;
            endpoint.State.Set(Obstacles.Drained, reason, at);
            return true;
        }
    }

    /// <summary>Lets it get requests again. False if it is no member.</summary>
    public bool TryEnable(string url, DateTime at)
    {
        lock (_gate)
        {
            if (Find(url) is not { } endpoint) return false;
            _drained.Remove(url);
            endpoint.State.Clear(Obstacles.Drained, at);
            return true;
        }
    }

    private Endpoint? Find(string url) => cluster.Endpoints.FirstOrDefault(endpoint => endpoint.Name == url);

    private void Apply(DateTime at)
    {
        var members = cluster.Endpoints.ToDictionary(static endpoint => endpoint.Name, StringComparer.Ordinal);
        var next = new List<Endpoint>();
        bool changed = false;
        foreach (EndpointSpec spec in _sources.Values.SelectMany(static specs => specs).DistinctBy(static spec => spec.Url))
        {
            EndpointSpec wanted = _weights.TryGetValue(spec.Url, out int weight) ? spec with { Weight = weight } : spec;
            if (members.TryGetValue(spec.Url, out Endpoint? endpoint)) changed |= Update(endpoint, wanted);
            else endpoint = Create(wanted, at);
            next.Add(endpoint);
        }

        bool same = next.Count == members.Count && next.TrueForAll(endpoint => members.ContainsKey(endpoint.Name));
        if (!same) cluster.SetMembers(next, at);
        else if (changed) cluster.Refresh();
    }

    /// <summary>One that comes back is what operators have made of it.</summary>
    private Endpoint Create(EndpointSpec wanted, DateTime at)
    {
        if (_prepared.Remove(wanted.Url, out Endpoint? endpoint)) _ = Update(endpoint, wanted);
        else endpoint = factory.Create(wanted);
        if (_drained.TryGetValue(wanted.Url, out string? reason)) endpoint.State.Set(Obstacles.Drained, reason, at);
        return endpoint;
    }

    private static bool Update(Endpoint endpoint, EndpointSpec wanted)
    {
        if (wanted.Ips.Count > 0 && EndpointFactory.AddressesOf(wanted) is var addresses && !addresses.SequenceEqual(endpoint.State.Addresses)) endpoint.State.SetAddresses(addresses);
        bool same = endpoint.Weight == wanted.Weight && endpoint.IsBackup == wanted.IsBackup && endpoint.MaxRequests == wanted.MaxRequests;
        if (same) return false;
        endpoint.SetWeight(wanted.Weight);
        endpoint.IsBackup = wanted.IsBackup;
        endpoint.SetMaxRequests(wanted.MaxRequests);
        return true;
    }
}
