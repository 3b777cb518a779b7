using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Engine;
using Gyrfalcon.Proxy.Telemetry;

namespace Gyrfalcon.Proxy.Upstream;

/// <summary>
/// Resolves the names of endpoints on the thread pool, off the hot path, and again as they age. An answer that fails leaves the
/// addresses known before in use.
/// </summary>
public sealed class NameResolver : IAsyncDisposable
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);

    private readonly OperationalLog _log;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _lookUp;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly List<Task> _loops = [];

    /// <summary>Creates a resolver that resolves nothing yet.</summary>
    /// <param name="log">Told of names that do not resolve.</param>
    /// <param name="lookUp">Asks for a name's addresses; by default the system's resolver.</param>
    public NameResolver(OperationalLog log, Func<string, CancellationToken, Task<IPAddress[]>>? lookUp = null)
    {
        _log = log;
        _lookUp = lookUp ?? Dns.GetHostAddressesAsync;
    }

    /// <summary>
    /// Begins to keep the addresses of <paramref name="endpoint"/> up to date, every <paramref name="interval"/>. The returned task
    /// ends with the first answer, good or bad. From any thread; once stopped, it does nothing.
    /// </summary>
    public Task Watch(Endpoint endpoint, TimeSpan interval)
    {
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_stop.IsCancellationRequested) return Task.CompletedTask;
            _loops.RemoveAll(static loop => loop.IsCompleted);
            _loops.Add(KeepAsync(endpoint, interval, first));
        }

        return first.Task;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Task[] loops;
        lock (_gate)
        {
            _stop.Cancel();
            loops = [.. _loops];
        }

        await Task.WhenAll(loops);
    }

    private async Task KeepAsync(Endpoint endpoint, TimeSpan interval, TaskCompletionSource first)
    {
        bool failing = false;
        try
        {
            while (!endpoint.State.IsRetired)
            {
                string? error = await ResolveAsync(endpoint);
                if (error is not null) endpoint.State.NoteUnresolved(error, DateTime.UtcNow);
                if (error is not null && !failing) _log.Warn($"endpoint {endpoint.Name}: {error}; it is tried again every {RetryInterval.TotalSeconds:0} s", "see the name, and the DNS server");
                if (error is null && failing) _log.Info($"endpoint {endpoint.Name}: its name resolves again");
                failing = error is not null;
                first.TrySetResult();
                await Task.Delay(failing ? RetryInterval : interval, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
        finally
        {
            first.TrySetResult();
        }
    }

    private async Task<string?> ResolveAsync(Endpoint endpoint)
    {
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            limit.CancelAfter(AnswerLimit);
            IPAddress[] found = await _lookUp(endpoint.Host, limit.Token);
            if (found.Length == 0) return $"the name `{endpoint.Host}` has no addresses";
            endpoint.State.SetAddresses(found.Distinct().Select(ip => new Address(ip, endpoint.Port)).ToArray(), DateTime.UtcNow);
            return null;
        }
        catch (SocketException failure)
        {
            return $"the name `{endpoint.Host}` does not resolve ({failure.Message})";
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
            return $"the name `{endpoint.Host}` was not resolved within {AnswerLimit.TotalSeconds:0} s";
        }
    }
}
