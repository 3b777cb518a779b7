using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>
/// slowhttptest, which plays Slowloris, R-U-Dead-Yet and slow reading, with many connections each. It takes some seconds per case, for what
/// it attacks are timeouts. The figures are in the test's output.
/// </summary>
public sealed class SlowHttpTests
{
    private const string Tool = "/usr/bin/slowhttptest";

    [Theory]
    [EachDriver("-H", 1000, "/", "request-header-timeout")]
    [EachDriver("-B", 1000, "/echo", "request-body-timeout")]
    [EachDriver("-X", 100, "/bytes/4000000", "client-too-slow")]
    public async Task Slow_connections_are_ended_and_others_served(Driver driver, string mode, int connections, string path, string fault)
    {
        // Between the origin and those who do not read, the kernel holds all 4 MB of each. A thousand would take all that it has for TCP, and it would reset the connections of other tests.
        Assert.SkipUnless(File.Exists(Tool), "slowhttptest is not installed (apt-get install slowhttptest).");
        await using TestOrigin origin = TestOrigin.Start();
        TimeSpan soon = TimeSpan.FromSeconds(2);
        ProxyPlan plan = ProxyPlan.To(origin.Url) with { Listener = new() { RequestHeaderTimeout = soon, RateGrace = TimeSpan.FromSeconds(1) } };
        await using GyrProcess gyr = await Proxies.StartGyrAsync(plan, driver);
        await using RawClient client = await gyr.ConnectAsync();
        Latencies before = await Latencies.MeasureAsync(client, () => false, 300);
        long residentBefore = gyr.Process.ResidentBytes;

        string[] pace = mode == "-X" ? ["-w", "512", "-y", "1024", "-n", "1", "-z", "32"] : ["-i", "1", "-x", "10", "-s", "100000"];
        await using ProgramProcess tool = ProgramProcess.Start(Tool, [mode, "-c", $"{connections}", "-r", "500", "-l", "20", "-p", "3", "-u", $"http://{gyr.Address}{path}", .. pace]);
        Task ended = gyr.AccessLogAsync(line => line.Fault == fault, connections * 9 / 10);
        Latencies during = await Latencies.MeasureAsync(client, () => ended.IsCompleted, int.MaxValue);
        await ended;

        Console.WriteLine($"slowhttptest {mode} on {driver}: before {before}; during {during}; resident {residentBefore >> 20} MiB, at most {gyr.Process.PeakResidentBytes >> 20} MiB");
        Console.WriteLine(string.Join('\n', gyr.Process.Errors.Lines));
        Assert.Equal(200, (await client.GetAsync("/")).Response.Status);
        Assert.True(during.Count > 20, $"Only {during.Count} requests were served during the attack.");

        // The tail is the machine's and the origin's as much as the proxy's: it is printed, not judged.
        Assert.True(during.Percentile(50) < TimeSpan.FromSeconds(1), $"Ordinary requests took {during}.");

        // io_uring has up to sixteen buffers of each endpoint in hand before it sees that the client does not read; `memory` bounds them.
        Assert.True(gyr.Process.PeakResidentBytes - residentBefore < 400L << 20, "Memory grew with slow clients.");
    }

    /// <summary>How long ordinary requests took, every one of which was answered 200.</summary>
    private sealed class Latencies
    {
        private readonly List<TimeSpan> _times = [];

        internal int Count => _times.Count;

        internal static async Task<Latencies> MeasureAsync(RawClient client, Func<bool> done, int most)
        {
            var latencies = new Latencies();
            while (!done() && latencies.Count < most)
            {
                long start = Stopwatch.GetTimestamp();
                Assert.Equal(200, (await client.GetAsync("/")).Response.Status);
                latencies._times.Add(Stopwatch.GetElapsedTime(start));
            }

            latencies._times.Sort();
            return latencies;
        }

        internal TimeSpan Percentile(int percent) => _times[Math.Min(_times.Count * percent / 100, _times.Count - 1)];

        public override string ToString() => string.Create(CultureInfo.InvariantCulture,
            $"{Count} requests, all 200, p50 {Percentile(50).TotalMilliseconds:0.00} ms, p99 {Percentile(99).TotalMilliseconds:0.00} ms");
    }
}
