using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Proxy.Telemetry;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Discovery;

/// <summary>Where a cluster's further endpoints come from: exactly one of the two.</summary>
/// <param name="Membership">The cluster's members.</param>
/// <param name="Dns">By DNS.</param>
/// <param name="File">By a file.</param>
public sealed record DiscoveryPlan(ClusterMembership Membership, DnsRules? Dns, FileRules? File);

/// <summary>All that is discovered: on the thread pool, off the hot path. What is found goes to <see cref="ClusterMembership"/> and to nobody else.</summary>
public sealed class Discoveries(OperationalLog log) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<DiscoveryPlan, CancellationTokenSource> _running = [];
    private readonly List<Task> _loops = [];

    /// <summary>Begins. The returned task ends with the first answer, good or bad; it is for one caller at a time.</summary>
    public Task Start(DiscoveryPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var members = new MemberList(plan.Membership, log);
        IDiscovery discovery = plan.Dns is { } dns ? new DnsDiscovery(dns, members) : new FileDiscovery(plan.File ?? throw new ArgumentException("a plan has a source", nameof(plan)), members, log);
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stop = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        _running.Add(plan, stop);
        _loops.RemoveAll(static loop => loop.IsCompleted);
        _loops.Add(Task.Run(() => KeepAsync(discovery, first, stop.Token)));
        return first.Task;
    }

    /// <summary>Nothing more joins or leaves by this plan.</summary>
    public void Stop(DiscoveryPlan plan)
    {
        if (!_running.Remove(plan, out CancellationTokenSource? stop)) return;
        stop.Cancel();
        stop.Dispose();
    }

    /// <summary>Ends: nothing joins or leaves any more. May be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_loops);
        foreach (CancellationTokenSource stop in _running.Values) stop.Dispose();
        _running.Clear();
    }

    private static async Task KeepAsync(IDiscovery discovery, TaskCompletionSource first, CancellationToken stop)
    {
        try
        {
            await discovery.RunAsync(() => first.TrySetResult(), stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopping.
        }
        finally
        {
            first.TrySetResult();
        }
    }
}
