using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using Gyrfalcon.Proxy.Balancing;

namespace Gyrfalcon.Proxy.Upstream;

/// <summary>
/// A named set of equivalent endpoints and how to use them. Its settings are immutable; its members, and the list of those that can be used now, change while running. They are replaced as a
/// whole, so whoever reads them needs no lock.
/// </summary>
public sealed class Cluster
{
    private readonly Lock _gate = new();
    private volatile Endpoint[] _endpoints;
    private volatile Endpoint[] _usable = [];
    private volatile bool _isPanicking;

    /// <summary>Creates a cluster over <paramref name="endpoints"/>, for requests of <paramref name="workers"/> workers, which are counted in <paramref name="load"/> if they were before.</summary>
    public Cluster(string name, IReadOnlyList<Endpoint> endpoints, HostSource host, byte[]? literalHost, int workers, Balancer? balancer = null, ClusterLoad? load = null)
    {
        Name = name;
        NameBytes = Encoding.UTF8.GetBytes(name);
        _endpoints = [.. endpoints];
        Host = host;
        LiteralHost = literalHost;
        Load = load ?? new ClusterLoad(workers);
        Balancer = balancer ?? new RoundRobin();
        foreach (Endpoint endpoint in _endpoints) endpoint.State.Changed += Refresh;
        Refresh();
    }

    /// <summary>Raised after the list of usable endpoints was made anew, on any thread.</summary>
    public event Action? Arranged;

    /// <summary>Raised after members joined and left, on the thread that changed them: those that joined, those that left.</summary>
    public event Action<IReadOnlyList<Endpoint>, IReadOnlyList<Endpoint>>? MembersChanged;

    /// <summary>Its name in the configuration.</summary>
    public string Name { get; }

    /// <summary><see cref="Name"/> in UTF-8.</summary>
    public byte[] NameBytes { get; }

    /// <summary>All members, in the order in which they joined. Replaced, never modified.</summary>
    public Endpoint[] Endpoints => _endpoints;

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

    /// <summary>How long an endpoint that comes back or joins takes to its whole weight, in nanoseconds; 0 for at once.</summary>
    public long SlowStart { get; init; }

    /// <summary>With fewer than this share of well endpoints, in percent, health is ignored; 0 for never.</summary>
    public int PanicBelow { get; init; } = 20;

    /// <summary>The most it may have under way.</summary>
    public CircuitBreaker Breaker { get; init; } = CircuitBreaker.None;

    /// <summary>The requests that wait for a place at an endpoint.</summary>
    public PendingQueue Pending { get; init; } = new(1024);

    /// <summary>How its endpoints are probed; null for not at all.</summary>
    public HealthCheck? HealthCheck { get; init; }

    /// <summary>Judges endpoints by their answers; null for not at all. Belongs to this cluster alone.</summary>
    public OutlierDetection? Outliers { get; private set; }

    /// <summary>It is running, so that whoever comes from now on starts slowly.</summary>
    internal bool StartsSlowly { get; set; }

    /// <summary>Keeps sessions at their endpoints; null for not at all. Belongs to this cluster alone.</summary>
    public StickySessions? Sticky { get; private set; }

    /// <summary>Its requests that wait for a response, and the retries among them.</summary>
    public ClusterLoad Load { get; }

    /// <summary>The endpoints that can be used now. Replaced, never modified.</summary>
    public Endpoint[] Usable => _usable;

    /// <summary>So few endpoints are well that their health is ignored.</summary>
    public bool IsPanicking => _isPanicking;

    /// <summary>It has endpoints, and the name of none has been resolved.</summary>
    internal bool IsUnresolved
    {
        get
        {
            foreach (Endpoint endpoint in _endpoints)
            {
                if (endpoint.State.Addresses.Length > 0) return false;
            }

            return _endpoints.Length > 0;
        }
    }

    /// <summary>Whether an endpoint that is not among <paramref name="tried"/> can be used now.</summary>
    public bool HasUsableBesides(ReadOnlySpan<Endpoint> tried)
    {
        foreach (Endpoint endpoint in _usable)
        {
            if (!tried.Contains(endpoint)) return true;
        }

        return false;
    }

    /// <summary>Whether an endpoint that is not among <paramref name="tried"/> has a place now.</summary>
    internal bool HasPlaceBesides(ReadOnlySpan<Endpoint> tried)
    {
        if (!Pending.IsEmpty) return false;
        foreach (Endpoint endpoint in _usable)
        {
            if ((endpoint.MaxRequests == 0 || endpoint.Load.InFlight < endpoint.MaxRequests) && !tried.Contains(endpoint)) return true;
        }

        return false;
    }

    /// <summary>Begins to judge endpoints by their answers. Once, before there are any.</summary>
    public void DetectOutliers(OutlierRules rules) => Outliers = new OutlierDetection(this, rules);

    /// <summary>Begins to keep sessions at their endpoints. Once, before there are any.</summary>
    public void KeepSessions(StickyCookie cookie, IReadOnlyList<byte[]> keys, bool forgetsAtRestart) => Sticky = new StickySessions(this, cookie, keys) { ForgetsAtRestart = forgetsAtRestart };

    /// <summary>Lets go of the endpoints, when the configuration no longer has this cluster.</summary>
    public void Retire() => SetMembers([], DateTime.MinValue);

    /// <summary>Lets <paramref name="members"/> be the members: the new ones join, those that are missing leave, the others keep all that is known of them.</summary>
    internal void SetMembers(IReadOnlyList<Endpoint> members, DateTime at)
    {
        Endpoint[] joined;
        Endpoint[] left;
        lock (_gate)
        {
            Endpoint[] before = _endpoints;
            joined = members.Except(before).ToArray();
            left = before.Except(members).ToArray();
            foreach (Endpoint endpoint in left)
            {
                endpoint.State.Changed -= Refresh;
                endpoint.State.Set(Obstacles.Removed, "it is no longer a member of the cluster", at);
            }

            foreach (Endpoint endpoint in joined) endpoint.State.Changed += Refresh;
            _endpoints = [.. members];
            Refresh();
        }

        MembersChanged?.Invoke(joined, left);
    }

    /// <summary>Makes the list of usable endpoints anew: when one comes, goes or changes its weight, never for a request.</summary>
    internal void Refresh()
    {
        lock (_gate)
        {
            Endpoint[] before = _usable;
            Endpoint[] usable = UsableEndpoints.Of(_endpoints, PanicBelow, out bool isPanic);

            // Who is there from the start has its whole weight from the start; one that comes into an empty cluster has nobody to compare itself with; in a panic everybody is needed.
            if (SlowStart > 0)
            {
                foreach (Endpoint endpoint in before.Except(usable)) endpoint.Ramp.End();
                foreach (Endpoint endpoint in StartsSlowly && !isPanic && before.Length > 0 ? usable.Except(before) : []) endpoint.Ramp.Begin();
            }

            UsableEndpoints.Apportion(usable);
            _isPanicking = isPanic;
            _usable = usable;
            Balancer.Arrange(usable);
        }

        Arranged?.Invoke();
        if (!Pending.IsEmpty) Pending.WakeAll();
    }

    /// <summary>Takes the steps of slow starts that are due; true while one is under way.</summary>
    internal bool AdvanceSlowStarts(long now)
    {
        bool changed = false;
        bool running = false;
        lock (_gate)
        {
            foreach (Endpoint endpoint in _usable)
            {
                changed |= endpoint.Ramp.Advance(now, SlowStart);
                running |= endpoint.Ramp.IsRunning;
            }

            if (!changed) return running;
            UsableEndpoints.Apportion(_usable);
            Balancer.Arrange(_usable);
        }

        return running;
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
