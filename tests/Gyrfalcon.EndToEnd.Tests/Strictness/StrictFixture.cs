using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.Strictness;

/// <summary>One program for each driver, running for all cases of a class, with one endpoint behind each.</summary>
public abstract class StrictFixture : IAsyncLifetime
{
    /// <summary>Connections at once.</summary>
    internal const int Concurrency = 48;

    private readonly ConcurrentDictionary<Driver, Lazy<Task<(GyrProcess Gyr, RecordingOrigin Origin)>>> _running = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (Lazy<Task<(GyrProcess Gyr, RecordingOrigin Origin)>> each in _running.Values)
        {
            (GyrProcess gyr, RecordingOrigin origin) = await each.Value;
            await gyr.DisposeAsync();
            await origin.DisposeAsync();
            Assert.Empty(origin.Violations);
        }

        GC.SuppressFinalize(this);
    }

    internal Task<(GyrProcess Gyr, RecordingOrigin Origin)> Of(Driver driver) =>
        _running.GetOrAdd(driver, each => new(() => StartAsync(each))).Value;

    /// <summary>Does the same for every item, many at once, and says of all that failed what the first few were.</summary>
    internal static async Task ForEachAsync<T>(IEnumerable<T> items, Func<T, Task> body, Func<T, string> describe, int concurrency = Concurrency)
    {
        var failures = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = concurrency }, async (item, _) =>
        {
            try
            {
                await body(item);
            }
            catch (Exception exception)
            {
                failures.Enqueue($"{describe(item)}: {exception.Message}");
            }
        });
        Assert.True(failures.IsEmpty, $"{failures.Count} failed, among them:\n{string.Join("\n\n", failures.Take(4))}");
    }

    /// <summary>What the endpoint answers to each request.</summary>
    private protected abstract OriginReply Reply(StrictMessage request);

    private async Task<(GyrProcess Gyr, RecordingOrigin Origin)> StartAsync(Driver driver)
    {
        var origin = new RecordingOrigin(Reply);
        ProxyPlan plan = ProxyPlan.To(origin.Url);
        if (PieceSender.LongestSending is { } longest)
            plan = plan with { Listener = plan.Listener with { RequestHeaderTimeout = longest }, Routes = [plan.Routes[0] with { ResponseHeaderTimeout = longest }] };
        string yaml = "access-log: { format: off }\n" + GyrYaml.Render(plan);
        return (await GyrProcess.RunAsync(yaml, driver), origin);
    }
}
