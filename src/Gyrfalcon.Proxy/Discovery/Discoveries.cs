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
    private readonly List<Task> _loops = [];

    /// <summary>Begins. The returned task ends with the first answer, good or bad; it is for one caller at a time.</summary>
    public Task Start(DiscoveryPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var members = new MemberList(plan.Membership, log);
        IDiscovery discovery = plan.Dns is { } dns ? new DnsDiscovery(dns, members) : new FileDiscovery(plan.File ?? throw new ArgumentException("a plan has a source", nameof(plan)), members, log);
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _loops.Add(Task.Run(() => KeepAsync(discovery, first)));
        return first.Task;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_loops);
        _stop.Dispose();
    }

    private async Task KeepAsync(IDiscovery discovery, TaskCompletionSource first)
    {
        try
        {
            await discovery.RunAsync(() => first.TrySetResult(), _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Stopping.
        }
        finally
        {
            first.TrySetResult();
        }
    }
}
