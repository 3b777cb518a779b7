using System;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace Gyrfalcon.Dashboard.Tests;

/// <summary>Requests at a steady rate, until it is disposed of.</summary>
internal sealed class Load : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };
    private readonly Task _running;
    private int _sent;

    internal Load(IPEndPoint proxy, double rate, params string[] paths) => _running = RunAsync(proxy, rate, paths);

    /// <summary>Sends just these, one after the other.</summary>
    internal static async Task SendAsync(IPEndPoint proxy, int count, string path)
    {
        using var http = new HttpClient();
        for (int i = 0; i < count; i++)
        {
            using HttpResponseMessage response = await http.GetAsync($"http://{proxy}{path}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running;
        _http.Dispose();
        _end.Dispose();
    }

    private async Task RunAsync(IPEndPoint proxy, double rate, string[] paths)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        long start = Environment.TickCount64;
        try
        {
            while (await timer.WaitForNextTickAsync(_end.Token))
            {
                while (_sent < (Environment.TickCount64 - start) * rate / 1000) _ = GetAsync($"http://{proxy}{paths[_sent++ % paths.Length]}");
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    private async Task GetAsync(string url)
    {
        try
        {
            using HttpResponseMessage response = await _http.GetAsync(url, _end.Token);
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or ObjectDisposedException)
        {
            // Failures are part of what is looked at.
        }
    }
}
