using System;
using System.IO;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

using Gyrfalcon.Testing;

namespace Gyrfalcon.Soak;

/// <summary>
/// Everybody who may look at the program while it runs: a scraper of metrics, somebody with the dashboard open, somebody who asks what happened, and a collector of metrics and traces, which now and then is away. They leave no connection behind.
/// </summary>
public sealed class SoakWatcher : IAsyncDisposable
{
    private readonly TestOrigin _collector = TestOrigin.Start("collector");
    private readonly TemporaryDirectory _directory = new();
    private readonly Tally _tally;

    /// <summary>A watcher whose collector takes what it is sent.</summary>
    public SoakWatcher(Tally tally)
    {
        _tally = tally;
        foreach (string path in (string[])["/v1/traces", "/v1/metrics"])
        {
            _collector.Handle(path, async exchange =>
            {
                await exchange.Request.Body.ReadToEndAsync();
                exchange.CloseAfterwards = true;
                await exchange.ReplyAsync("");
                tally.Count("watchers: message");
            });
        }
    }

    /// <summary>What the program must be told to be watched.</summary>
    public string Configuration => $$"""
        admin: { listen: "127.0.0.1:0" }
        access-log: { output: "{{Path.Combine(_directory.Path, "access.log")}}", rotate: { size: 1MiB, keep: 2 } }
        otlp: { endpoint: "{{_collector.Url}}", metrics: 5s, traces: 10% }
        """;

    /// <summary>Where the program can be asked; it opens that address after those for clients.</summary>
    public static async Task<string> AddressOfAsync(GyrProcess gyr)
    {
        string line = (await gyr.Process.Errors.WaitForAsync(static line => line.Contains("admin listening on ", StringComparison.Ordinal), "the admin address"))[0];
        return $"http://{line.Split(' ')[^1]}";
    }

    /// <summary>Watches what is at <paramref name="url"/> until then.</summary>
    public async Task RunAsync(string url, DateTime until)
    {
        using var over = new CancellationTokenSource(until - DateTime.UtcNow);
        await Task.WhenAll(ScrapeAsync(url, over.Token), FollowAsync(url, over.Token), InterruptAsync(over.Token));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _collector.DisposeAsync();
        _directory.Dispose();
    }

    private async Task ScrapeAsync(string url, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            using var http = new HttpClient();
            foreach (string path in (string[])["/metrics", "/v1/exchanges", "/v1/status"])
            {
                if ((await http.GetStringAsync(url + path, CancellationToken.None)).Length > 0) _tally.Count("watchers: scrape");
            }

            await Task.Delay(1000, over).ContinueWith(static _ => { }, TaskScheduler.Default);
        }
    }

    /// <summary>The dashboard, open for half a minute at a time.</summary>
    private async Task FollowAsync(string url, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            using var once = CancellationTokenSource.CreateLinkedTokenSource(over);
            once.CancelAfter(TimeSpan.FromSeconds(30));
            using var http = new HttpClient();
            try
            {
                using var reader = new StreamReader(await http.GetStreamAsync($"{url}/v1/events", once.Token));
                while (await reader.ReadLineAsync(once.Token) is not null) _tally.Count("watchers: event");
            }
            catch (OperationCanceledException)
            {
                // The page is closed, and opened again.
            }
        }
    }

    private async Task InterruptAsync(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromSeconds(40), over).ContinueWith(static _ => { }, TaskScheduler.Default);
            _collector.Kill();
            await Task.Delay(TimeSpan.FromSeconds(3), over).ContinueWith(static _ => { }, TaskScheduler.Default);
            _collector.Revive();
        }
    }
}
