using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Gyrfalcon.Engine.Tls;

namespace Gyrfalcon.Proxy.Upstream;

/// <summary>
/// Who belongs to a cluster, and with what weight, while it runs: the one way in which the configuration, discovery and operators change it. Each of them is a source with a list of its own;
/// the members are all of them together. What did not change keeps its connections, its state and its counts; who leaves finishes what it has begun. From any thread.
/// </summary>
public sealed class ClusterMembership(Cluster cluster, EndpointFactory factory)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, IReadOnlyList<EndpointSpec>> _sources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Endpoint> _prepared = new(StringComparer.Ordinal);
    private OperatorChanges _changes = OperatorChanges.None;

    /// <summary>The list of the configuration file.</summary>
    public const string Configuration = "configuration";

    /// <summary>The list of discovery.</summary>
    public const string Discovery = "discovery";

    /// <summary>The cluster.</summary>
    public Cluster Cluster => cluster;

    /// <summary>What operators have made of the members, beside what the lists say. Replaced, never modified.</summary>
    public OperatorChanges Changes
    {
        get
        {
            lock (_gate) return _changes;
        }
    }

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

    /// <summary>Lets connections that are made from now on be made under what <paramref name="tlsFor"/> says of their host; those that are open go on.</summary>
    internal void RenewTls(Func<string, TlsClientContext> tlsFor)
    {
        lock (_gate)
        {
            factory.RenewTls(tlsFor);
            foreach (Endpoint endpoint in cluster.Endpoints.Concat(_prepared.Values))
            {
                if (endpoint.IsSecure) endpoint.RenewTls(tlsFor(endpoint.Host));
            }
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

    /// <summary>Takes a member in that no list has, or takes back that it was taken out; false if it is a member already.</summary>
    /// <param name="wanted">The member.</param>
    /// <param name="at">Now, in UTC.</param>
    /// <param name="hasListedWeight">If a list has it, its weight counts, and not that of <paramref name="wanted"/>.</param>
    public bool TryAdd(EndpointSpec wanted, DateTime at, bool hasListedWeight = false)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        lock (_gate)
        {
            if (Find(wanted.Url) is not null) return false;
            EndpointSpec? listed = Listed(wanted.Url);
            Change(_changes.Add(hasListedWeight && listed is not null ? wanted with { Weight = listed.Weight } : wanted, listed), at);
            return true;
        }
    }

    /// <summary>Takes it out, whatever the lists say; false if it is no member.</summary>
    public bool TryRemove(string url, DateTime at)
    {
        lock (_gate)
        {
            if (Find(url) is null) return false;
            Change(_changes.Remove(url, isListed: Listed(url) is not null), at);
            return true;
        }
    }

    /// <summary>Gives it another weight, whatever its lists say; null for theirs, which takes back one that was given to somebody who has left since. False if it is no member.</summary>
    public bool TryWeigh(string url, int? weight, DateTime at)
    {
        lock (_gate)
        {
            if (Find(url) is null && (weight is not null || !_changes.Weights.ContainsKey(url))) return false;
            Change(_changes.Weigh(url, weight), at);
            return true;
        }
    }

    /// <summary>Lets it get no new requests; sessions that stick to it go on. False if it is no member.</summary>
    public bool TryDrain(string url, string reason, DateTime at)
    {
        lock (_gate)
        {
            if (Find(url) is null) return false;
            Change(_changes.Drain(url, reason, at), at);
            return true;
        }
    }

    /// <summary>Lets it get requests again, now or when it comes back. False if it is neither a member nor drained.</summary>
    public bool TryEnable(string url, DateTime at)
    {
        lock (_gate)
        {
            if (Find(url) is null && !_changes.Drained.ContainsKey(url)) return false;
            Change(_changes.Enable(url), at);
            return true;
        }
    }

    /// <summary>Puts <paramref name="changes"/> in the place of all that operators have changed.</summary>
    public void Restore(OperatorChanges changes, DateTime at)
    {
        lock (_gate) Change(changes, at);
    }

    /// <summary>
    /// Takes over what is known in <paramref name="predecessor"/>, the cluster of the same name with other settings: what operators have changed, what was discovered, and of each endpoint its state, its counts and its
    /// slow start. Once, before this one gets requests.
    /// </summary>
    /// <param name="predecessor">What is in force.</param>
    /// <param name="keepsDiscovered">Endpoints that were discovered stay until discovery says otherwise.</param>
    /// <param name="at">Now, in UTC.</param>
    internal void Succeed(ClusterMembership predecessor, bool keepsDiscovered, DateTime at)
    {
        lock (predecessor._gate)
        {
            lock (_gate)
            {
                if (keepsDiscovered && predecessor._sources.TryGetValue(Discovery, out IReadOnlyList<EndpointSpec>? found)) _sources.TryAdd(Discovery, found);
                Change(predecessor._changes, at);
                Dictionary<string, Endpoint> known = predecessor.Cluster.Endpoints.ToDictionary(static endpoint => endpoint.Name, StringComparer.Ordinal);
                foreach (Endpoint endpoint in cluster.Endpoints)
                {
                    if (known.TryGetValue(endpoint.Name, out Endpoint? same)) endpoint.Succeed(same, predecessor.Cluster.HealthCheck is not null && cluster.HealthCheck is not null, cluster.Outliers is not null);
                }

                cluster.Refresh();
            }
        }
    }

    private EndpointSpec? Listed(string url) => _sources.Values.SelectMany(static specs => specs).FirstOrDefault(spec => spec.Url == url);

    private Endpoint? Find(string url) => cluster.Endpoints.FirstOrDefault(endpoint => endpoint.Name == url);

    private void Change(OperatorChanges changes, DateTime at)
    {
        OperatorChanges before = _changes;
        _changes = changes;
        Apply(at);
        if (ReferenceEquals(before.Drained, changes.Drained)) return;
        foreach (Endpoint endpoint in cluster.Endpoints)
        {
            if (!changes.Drained.TryGetValue(endpoint.Name, out Drain? drain)) endpoint.State.Clear(Obstacles.Drained, at);
            else if (!endpoint.State.Set(Obstacles.Drained, drain.Reason, drain.Since)) endpoint.State.Restate(Obstacles.Drained, drain.Reason);
        }
    }

    private void Apply(DateTime at)
    {
        var members = cluster.Endpoints.ToDictionary(static endpoint => endpoint.Name, StringComparer.Ordinal);
        var next = new List<Endpoint>();
        bool changed = false;
        foreach (EndpointSpec wanted in _changes.Applied(_sources.Values.SelectMany(static specs => specs)))
        {
            if (members.TryGetValue(wanted.Url, out Endpoint? endpoint)) changed |= Update(endpoint, wanted);
            else endpoint = Create(wanted);
            next.Add(endpoint);
        }

        bool same = next.Count == members.Count && next.TrueForAll(endpoint => members.ContainsKey(endpoint.Name));
        if (!same) cluster.SetMembers(next, at);
        else if (changed) cluster.Refresh();
    }

    /// <summary>One that comes back is what operators have made of it.</summary>
    private Endpoint Create(EndpointSpec wanted)
    {
        if (_prepared.Remove(wanted.Url, out Endpoint? endpoint)) _ = Update(endpoint, wanted);
        else endpoint = factory.Create(wanted);
        if (_changes.Drained.TryGetValue(wanted.Url, out Drain? drain)) endpoint.State.Set(Obstacles.Drained, drain.Reason, drain.Since);
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
