using System;
using System.Collections.Concurrent;
using System.Threading.Tasks;
using Gyrfalcon.Engine.Driver;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Engine.Timers;
using Xunit;

namespace Gyrfalcon.Engine.Tests.Tasks;

public sealed class WorkerSignalTests : IDisposable
{
    private const long Millisecond = 1_000_000;

    private readonly ConcurrentQueue<Exception> _bugs = new();
    private readonly WorkerGroup _group;

    public WorkerSignalTests() => _group = WorkerGroup.Start(1, DriverChoice.Epoll(), _bugs.Enqueue);

    private Worker Worker => _group.Workers[0];

    public void Dispose()
    {
        _group.Stop();
        Assert.Empty(_bugs);
    }

    [Fact]
    public Task SetBeforeTheWaitItIsRememberedOnce() => OnWorkerAsync(async () =>
    {
        var signal = new WorkerSignal(Worker);
        signal.Set();
        signal.Set();
        Assert.True(await signal.WaitAsync(WorkerTimer.Never));
        Assert.False(await signal.WaitAsync(Worker.After(Millisecond)));
    });

    [Fact]
    public Task WhatWasClearedIsNotRemembered() => OnWorkerAsync(async () =>
    {
        var signal = new WorkerSignal(Worker);
        signal.Set();
        signal.Clear();
        Assert.False(await signal.WaitAsync(Worker.Now));
    });

    [Fact]
    public Task ADeadlineEndsTheWaitAndNotEarlier() => OnWorkerAsync(async () =>
    {
        var signal = new WorkerSignal(Worker);
        long deadline = Worker.After(20 * Millisecond);
        Assert.False(await signal.WaitAsync(deadline));
        Assert.True(Worker.Now >= deadline);
    });

    [Fact]
    public Task AgainAndAgainFromAnotherThread() => OnWorkerAsync(async () =>
    {
        var signal = new WorkerSignal(Worker);
        for (int i = 0; i < 10_000; i++)
        {
            Worker.Inbox.Post(signal.Set);
            Assert.True(await signal.WaitAsync(Worker.After(10_000 * Millisecond)));
        }

        // No timer of a wait before is left that could end this one.
        Assert.False(await signal.WaitAsync(Worker.After(Millisecond)));
        signal.Set();
        Assert.True(await signal.WaitAsync(WorkerTimer.Never));
    });

    [Fact]
    public Task SetWhenTheDeadlineHasJustEndedTheWaitItIsForTheNext() => OnWorkerAsync(async () =>
    {
        var signal = new WorkerSignal(Worker);
        Assert.False(await signal.WaitAsync(Worker.After(Millisecond)));
        signal.Set();
        Assert.True(await signal.WaitAsync(Worker.Now));
    });

    private Task OnWorkerAsync(Func<Task> test)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Worker.Inbox.Post(() => Worker.Spawn(RunAsync()));
        return done.Task.WaitAsync(TimeSpan.FromSeconds(30));

        async ValueTask<bool> RunAsync()
        {
            try
            {
                await test();
                return done.TrySetResult();
            }
            catch (Exception failure)
            {
                return done.TrySetException(failure);
            }
        }
    }
}
