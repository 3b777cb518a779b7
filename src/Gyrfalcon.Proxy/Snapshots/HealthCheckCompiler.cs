using System;
using System.Linq;
using System.Text;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Snapshots;

/// <summary>Makes the bytes of a probe, and what its answer is compared with.</summary>
internal static class HealthCheckCompiler
{
    internal static HealthCheck Compile(ActiveHealthConfig active)
    {
        var rest = new StringBuilder("\r\nUser-Agent: gyr-health\r\nAccept: */*\r\nConnection: close\r\n");
        foreach ((string name, string value) in active.Headers) rest.Append(name).Append(": ").Append(value).Append("\r\n");
        rest.Append("\r\n");
        long interval = Nanoseconds(active.Interval);
        return new HealthCheck
        {
            RequestBeforeHost = active.Type == ProbeKind.Http ? Encoding.ASCII.GetBytes($"{active.Method} {active.Path} HTTP/1.1\r\nHost: ") : null,
            RequestAfterHost = Encoding.ASCII.GetBytes(rest.ToString()),
            Host = active.Host is { } host ? Encoding.ASCII.GetBytes(host) : null,
            IsHead = active.Method == "HEAD",
            Statuses = active.Statuses.Count == 0 ? StatusSet.Successes : new StatusSet([.. active.Statuses.Select(static range => (range.First, range.Last))]),
            BodyContains = Encoding.UTF8.GetBytes(active.Body),
            Port = active.Port ?? 0,
            Interval = interval,
            FastInterval = active.FastInterval is { } fast ? Nanoseconds(fast) : Math.Max(interval / 4, Math.Min(interval, 100_000_000)),
            Timeout = Nanoseconds(active.Timeout),
            HealthyAfter = active.HealthyAfter,
            UnhealthyAfter = active.UnhealthyAfter,
        };
    }

    private static long Nanoseconds(TimeSpan time) => time.Ticks * 100;
}
