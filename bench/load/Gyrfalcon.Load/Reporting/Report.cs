using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using Gyrfalcon.Load.Contestants;

namespace Gyrfalcon.Load.Reporting;

/// <summary>Everything that a run found, as Markdown.</summary>
internal sealed class Report(Options options, Toolchain toolchain, IReadOnlyList<Contestant> contestants, IReadOnlyList<Launched> launches)
{
    private readonly DateTime _date = DateTime.UtcNow;

    /// <summary>The tables alone, for the terminal.</summary>
    public static string Tables(Findings findings)
    {
        var text = new StringBuilder();
        var saturating = findings.Standings.Where(entry => entry.Workload.Kind == WorkloadKind.Saturating).ToList();
        if (saturating.Count > 1)
            text.AppendLine("## At a glance").AppendLine().Append(Reporting.Tables.Overview(saturating)).AppendLine();
        foreach (var (workload, standings) in findings.Standings)
        {
            text.AppendLine($"## {workload.Title} (`{workload.Name}`)").AppendLine();
            if (workload.Kind == WorkloadKind.Paced)
                text.AppendLine(CultureInfo.InvariantCulture, $"Open loop at {findings.PacedRate:#,0} requests/s; latency counts from the moment a request was due.").AppendLine();
            text.Append(Reporting.Tables.Of(standings)).AppendLine();
            if (WatchedCost.Of(standings) is { Count: > 0 } costs)
                text.Append(WatchedCost.Told(costs));
        }

        foreach (var results in findings.Idle.GroupBy(result => result.Workload))
        {
            var workload = Workload.All.First(workload => workload.Name == results.Key);
            text.AppendLine($"## {workload.Title} (`{workload.Name}`)").AppendLine().Append(Reporting.Tables.Of([.. results])).AppendLine();
        }

        return text.ToString();
    }

    public string Markdown(Findings findings) => $"""
        # Benchmarks

        Written by `bench/load/run`; do not edit. Unit of the comparison: **CPU microseconds of the proxy per proxied request**
        (user and system time of its process, divided by the requests served). How to read it: at the end.

        {Tables(findings)}## The run

        {RunFacts()}
        ## Configurations

        Each proxy is tuned as well as we know how for these workloads; the reasons stand in its configuration. Ports and paths are those of this run.

        {Configurations()}## How to read this

        - One proxy process on core {options.ProxyCore}; the load generator and the origin (`bench/load/native/origin.c`, four ports, prebuilt answers) share
          core {options.LoadCore}; everything on loopback. Every proxy is started once, warmed, and left running idle while the others are measured.
        - Slices of {options.Seconds} s are interleaved, A, B, C, A, B, C, …, {options.Rounds} rounds per workload, {options.Connections} client connections. Quoted are medians over the rounds and, for
          CPU, the smallest and the largest. A ratio (`× nginx`) is the median of the rounds' own ratios; below 1 is cheaper than the yardstick.
        - CPU time comes from the kernel's per-process clock (all threads, the worker processes of nginx too). What the kernel does on loopback within
          a proxy's own calls, the receiving half of TCP included, counts as the proxy's.
        - Requests/s and p50/p99 are of a closed loop that also waits for core {options.LoadCore}, where generator and origin work: compare them within a table, not
          with other setups. wrk's latency starts when the request is written, so under `new-connection` it leaves out the connecting. The tail
          under moderate load is `p99-half`.
        - `floor` is a relay that parses nothing (`bench/load/native/floor.c`): recv and send for small responses, splice for 1 MiB, and for new
          connections a mode that accepts only when the request is there and pools upstream connections. It is what the kernel alone costs.
        - RSS is VmRSS, shared pages of nginx's two processes counted twice. Memory per idle connection is the growth of a fresh, warmed process while
          {Number(options.IdleConnectionsOf(Workload.Idle))} connections are open, with TLS {Number(options.IdleConnectionsOf(Workload.TlsIdle))}, each having had one answer; the kernel's socket memory is not in it.
        - TLS: all show the same self-signed ECDSA P-256 certificate, know TLS 1.2 and 1.3 and prefer `TLS_AES_128_GCM_SHA256`, which is checked, and speak plain
          HTTP to the origin. `tls-handshake` and `tls-resumed` are of `bench/load/native/handshake.c`, since wrk resumes unasked: each connection is
          a full handshake with X25519, or resumes the session of its predecessor with a ticket; latency runs from before the connect.
        - *fell behind*: requests of the open loop that were due but found no free connection until the end of the slice.
        - *disturbed*: slices in which something else used more than a twentieth of core {options.ProxyCore}. Errors (socket errors, time-outs, answers that are
          not 2xx) are counted in the remarks and make the run exit with 1.
        - Absolute numbers move by a quarter with the machine's mood; the ratios are what counts.

        """;

    private static string Number(int value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private string RunFacts()
    {
        var table = new Table("", "") { AllToTheLeft = true };
        table.Add("date", _date.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture));
        table.Add("command", $"`{options.CommandLine}`");
        foreach (var (name, value) in Machine.Describe())
            table.Add(name, value);
        table.Add("C compiler", toolchain.VersionOf("cc", "--version"));
        table.Add("OpenSSL", toolchain.VersionOf("openssl", "version"));
        table.Add("wrk", toolchain.PackageVersion("wrk"));
        foreach (var contestant in contestants)
            table.Add(contestant.Name, contestant.Version);
        return table.ToString();
    }

    private string Configurations()
    {
        var text = new StringBuilder();
        foreach (var launched in launches)
        {
            text.AppendLine($"### {launched.Title}").AppendLine();
            text.AppendLine("```sh").AppendLine(Portable(launched.Command)).AppendLine("```").AppendLine();
            foreach (var (name, content) in launched.Files)
                text.AppendLine($"```{Path.GetExtension(name)[1..]}").Append(Portable(content)).AppendLine("```").AppendLine();
        }

        return text.ToString();
    }

    private string Portable(string text) => text.Replace(options.Repository + "/", "", StringComparison.Ordinal);
}
