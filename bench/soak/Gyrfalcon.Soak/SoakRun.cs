using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;

using Gyrfalcon.Testing;

namespace Gyrfalcon.Soak;

/// <summary>One run of the program under mixed and hostile traffic, watched from outside.</summary>
public sealed class SoakRun(SoakPlan plan)
{
    private readonly Stopwatch _clock = new();
    private readonly List<ProcessSample> _samples = [];

    /// <summary>Starts everything, lets it run, stops it, and says what was seen.</summary>
    public async Task<SoakResult> RunAsync()
    {
        var tally = new Tally();
        SoakOrigin[] steady = [new(tally), new(tally)];
        SoakOrigin[] unruly = [new(tally), new(tally)];
        SoakOrigin[] mortal = [new(tally), new(tally)];
        await using SoakWatcher? watcher = plan.IsWatched ? new SoakWatcher(tally) : null;
        await using GyrProcess gyr = await GyrProcess.RunAsync(SoakPlan.Configure(steady, unruly, mortal, watcher?.Configuration ?? SoakPlan.Unwatched), plan.Driver);
        string? admin = watcher is null ? null : await SoakWatcher.AddressOfAsync(gyr);
        _clock.Start();
        ProcessSample atRest = ProcessSample.Take(gyr.Process.Id, TimeSpan.Zero, 0);
        _samples.Add(atRest);

        DateTime until = DateTime.UtcNow + plan.Duration;
        var random = new Random(plan.Seed);
        List<Task> players = [KillAndReviveAsync(mortal, new Random(random.Next()), until)];
        if (watcher is not null)
            players.Add(Task.Run(() => watcher.RunAsync(admin!, until)));
        for (int i = 0; i < plan.Clients; i++)
        {
            var good = new GoodClient(gyr.Address, tally, new Random(random.Next()), (i + 1) * 1_000_000_000L);
            players.Add(Task.Run(() => good.RunAsync(until)));
            if (i % 3 != 0)
                continue;
            var rude = new RudeClient(gyr.Address, tally, new Random(random.Next()), (i + 1) * 1_000_000_000_000L);
            players.Add(Task.Run(() => rude.RunAsync(until)));
        }

        Task all = Task.WhenAll(players);
        while (!all.IsCompleted && !gyr.Process.HasExited)
        {
            await Task.WhenAny(all, Task.Delay(plan.SampleEvery));
            if (!gyr.Process.HasExited && !all.IsCompleted)
                _samples.Add(ProcessSample.Take(gyr.Process.Id, _clock.Elapsed, tally.Total));
        }

        await all.Within("all clients to end");
        if (gyr.Process.HasExited)
            return new SoakResult(plan, tally, _samples, atRest, await gyr.Process.ExitAsync(), gyr.Process.Errors.Lines);

        ProcessSample afterwards = await AfterIdleTimesAsync(gyr.Process.Id, atRest, tally);
        gyr.Terminate();
        int exitCode = await gyr.Process.ExitAsync();
        foreach (SoakOrigin origin in steady.Concat(unruly).Concat(mortal))
            await origin.DisposeAsync();
        return new SoakResult(plan, tally, _samples, afterwards, exitCode, gyr.Process.Errors.Lines);
    }

    /// <summary>Waits until as many sockets are open as before the first client, or until that should long have been so.</summary>
    private async Task<ProcessSample> AfterIdleTimesAsync(int pid, ProcessSample atRest, Tally tally)
    {
        TimeSpan limit = _clock.Elapsed + SoakPlan.IdleTime + TimeSpan.FromSeconds(40);
        while (true)
        {
            await Task.Delay(500);
            ProcessSample sample = ProcessSample.Take(pid, _clock.Elapsed, tally.Total);
            if (sample.Sockets <= atRest.Sockets || _clock.Elapsed > limit)
                return sample;
        }
    }

    private static async Task KillAndReviveAsync(SoakOrigin[] origins, Random random, DateTime until)
    {
        while (DateTime.UtcNow < until)
        {
            SoakOrigin victim = origins[random.Next(origins.Length)];
            await Task.Delay(random.Next(200, 2_000));
            victim.Kill();
            await Task.Delay(random.Next(50, 700));
            victim.Revive();
        }
    }
}
