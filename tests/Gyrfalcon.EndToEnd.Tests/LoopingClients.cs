using System;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>Clients that ask again and again and never try a request twice: the first that fails is an error.</summary>
internal sealed class LoopingClients : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task[] _clients;
    private int _answered;

    private LoopingClients(IPEndPoint address, int keeping, int connecting) =>
        _clients = [.. Enumerable.Range(0, keeping + connecting).Select(number => Task.Run(() => LoopAsync(address, number < keeping)))];

    /// <summary>Requests that were answered.</summary>
    internal int Answered => Volatile.Read(ref _answered);

    /// <summary>Starts some that keep their connection until they are told that it ends, and some that take a new one for each request.</summary>
    internal static LoopingClients Start(IPEndPoint address, int keeping, int connecting) => new(address, keeping, connecting);

    /// <summary>Waits until so many more requests are answered, or one has failed.</summary>
    internal async Task GoOnAsync(int requests)
    {
        int before = Answered;
        Task<Task> failure = Task.WhenAny(_clients);
        await Deadline.Until(() => Answered >= before + requests || failure.IsCompleted, $"{requests} more requests are answered");
        if (failure.IsCompleted) await await failure;
    }

    /// <summary>Ends; throws if a request failed.</summary>
    internal async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_clients).Within("the clients");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAny(Task.WhenAll(_clients));
        _stop.Dispose();
    }

    private async Task LoopAsync(IPEndPoint address, bool keeps)
    {
        while (!_stop.IsCancellationRequested)
        {
            await using RawClient client = await RawClient.ConnectAsync(address);
            bool isOver = false;
            while (!isOver && !_stop.IsCancellationRequested)
            {
                (WireResponse response, _) = await client.GetAsync("/bytes/100");
                Assert.Equal(200, response.Status);
                Interlocked.Increment(ref _answered);
                isOver = !keeps || response.Fields.HasMember("Connection", "close");
            }
        }
    }
}
