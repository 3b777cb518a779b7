using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using Gyrfalcon.Load.Contestants;

namespace Gyrfalcon.Load.Measuring;

/// <summary>Opens many client connections to a fresh, warmed process and reads how its resident memory grew.</summary>
internal sealed partial class IdleMeasurement(Options options, Lineup lineup, Generator generator, CancellationToken cancellation)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Settled = TimeSpan.FromMilliseconds(500);

    public IdleResult Measure(Contestant contestant, Workload workload)
    {
        // Fresh: memory that an earlier workload left free in the process would take the growth in unseen.
        using var proxy = lineup.StartNew(contestant, workload);
        generator.Saturate(proxy, workload.Tls ? Workload.TlsSmall : Workload.Small, TimeSpan.FromSeconds(1));
        var before = SettledKiB(proxy);
        using var holder = lineup.Start($"hold-{proxy.Port}", generator.Hold(proxy, workload));
        Await(() => holder.HasExited || (File.Exists(holder.LogPath) && File.ReadAllText(holder.LogPath).StartsWith("HELD", StringComparison.Ordinal)), holder.Name);
        var after = SettledKiB(proxy);
        holder.CloseInput();
        holder.WaitForExit(Patience);
        proxy.DemandAlive();

        var counts = Count().Matches(File.ReadAllText(holder.LogPath)).Select(match => long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).ToArray();
        if (counts.Length != 2)
            throw new LoadException($"{contestant.Name}: {options.IdleConnectionsOf(workload)} connections could not be held:\n{holder.LogTail()}\nThe proxy's log:\n{proxy.Process.LogTail()}");
        var result = new IdleResult(workload.Name, contestant.Name, options.IdleConnectionsOf(workload), before, after, Failed: counts[0], Closed: counts[1]);
        Console.Error.WriteLine(FormattableString.Invariant($"  {workload.Name} {contestant.Name,-14} {result.BytesPerConnection:0} bytes per connection") + (result.Errors > 0 ? $"  {result.Errors} ERRORS" : ""));
        return result;
    }

    /// <summary>Resident memory once it has stayed the same for a while, or after ten such whiles.</summary>
    private long SettledKiB(RunningProxy proxy)
    {
        var seen = proxy.ResidentKiB;
        for (var tried = 0; tried < 10; tried++)
        {
            if (cancellation.WaitHandle.WaitOne(Settled))
                cancellation.ThrowIfCancellationRequested();
            var now = proxy.ResidentKiB;
            if (now == seen)
                return now;
            seen = now;
        }

        return seen;
    }

    private void Await(Func<bool> condition, string what)
    {
        var waited = Stopwatch.StartNew();
        while (!condition())
        {
            if (waited.Elapsed > Patience)
                throw new LoadException($"{what} was not ready within {Patience.TotalSeconds} s.");
            if (cancellation.WaitHandle.WaitOne(20))
                cancellation.ThrowIfCancellationRequested();
        }
    }

    [GeneratedRegex(@"(?:failed|closed)=(\d+)")]
    private static partial Regex Count();
}
