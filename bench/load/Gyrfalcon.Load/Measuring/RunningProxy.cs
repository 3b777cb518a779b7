using System;
using System.Diagnostics;
using System.Threading;
using Gyrfalcon.Load.Contestants;
using Gyrfalcon.Load.Processes;

namespace Gyrfalcon.Load.Measuring;

/// <summary>A contestant that listens.</summary>
internal sealed class RunningProxy(Contestant contestant, Launch launch, Site site, BackgroundProcess process) : IDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(20);

    public Contestant Contestant => contestant;

    public Launch Launch => launch;

    public Site Site => site;

    public BackgroundProcess Process => process;

    public int Port => site.Port;

    public double CpuMicroseconds => CpuClock.MicrosecondsOfTree(process.Pid);

    public long ResidentKiB => ProcessTree.ResidentKiB(process.Pid);

    /// <summary>Asks until a 200 comes back, and fails with the process's log when it dies or stays silent.</summary>
    public void AwaitReady(Workload workload, CancellationToken cancellation)
    {
        var waited = Stopwatch.StartNew();
        var probe = new Probe(Port, contestant.PathFor(workload), workload.Tls ? site.Certificate : null);
        while (!probe.Answers())
        {
            cancellation.ThrowIfCancellationRequested();
            DemandAlive();
            if (waited.Elapsed > StartPatience)
                throw new LoadException($"{contestant.Name} gave no 200 within {StartPatience.TotalSeconds} s. Its log, {process.LogPath}:\n{process.LogTail()}");
            cancellation.WaitHandle.WaitOne(20);
        }

        if ((contestant.ObjectionTo(process.Pid) ?? probe.Objection()) is { } objection)
            throw new LoadException($"{contestant.Name}: {objection}. Its log, {process.LogPath}:\n{process.LogTail()}");
    }

    public void DemandAlive()
    {
        if (process.HasExited)
            throw process.Died();
    }

    /// <summary>Fails if what was measured is not what was to be.</summary>
    public void DemandWork()
    {
        if (contestant.ObjectionAfter(site) is { } objection)
            throw new LoadException($"{contestant.Name}: {objection}. Its log, {process.LogPath}:\n{process.LogTail()}");
    }

    public void Dispose() => process.Dispose();
}
