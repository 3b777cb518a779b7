using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Gyrfalcon.Load.Reporting;
using Gyrfalcon.Testing;

namespace Gyrfalcon.Change;

/// <summary>The results as Markdown.</summary>
internal static class ChangeReport
{
    internal static string Write(string command, IReadOnlyList<ChangeResult> results)
    {
        var text = new StringBuilder("# Change under load\n\nWritten by `bench/change/run`; do not edit. What it does: [README](../README.md).\n\n");
        var requests = new Table("driver", "while", "requests/s", "failed", "p50 ms", "p99 ms", "p99.9 ms", "longest ms");
        var changes = new Table("driver", "applied", "refused", "p50 ms", "longest ms", "lasted throughout", "upgrades", "messages echoed", "RSS before", "RSS after");
        foreach (ChangeResult result in results)
        {
            foreach (Phase phase in result.Phases)
            {
                requests.Add(NameOf(result.Driver), phase.Name, Number(phase.Requests / phase.Duration.TotalSeconds, "#,0"), Number(phase.Failed, "#,0"),
                    Number(phase.Quantile(0.5), "0.00"), Number(phase.Quantile(0.99), "0.00"), Number(phase.Quantile(0.999), "0.00"), Number(phase.Quantile(1), "0.0"));
            }

            double[] times = [.. result.ChangeTimes.Order()];
            changes.Add(NameOf(result.Driver), Number(result.Applied, "#,0"), Number(result.Refused, "#,0"), Number(times[times.Length / 2], "0.0"), Number(times[^1], "0"),
                Number(result.Lasting, "0"), Number(result.Upgrades, "0"), Number(result.Echoes, "#,0"), $"{Number(result.MemoryBefore / 1024.0, "0")} MiB", $"{Number(result.MemoryAfter / 1024.0, "0")} MiB");
        }

        text.Append(requests).Append('\n').Append(changes).Append('\n');
        string[] objections = [.. results.SelectMany(static result => result.Objections.Select(objection => $"- {NameOf(result.Driver)}: {objection}\n"))];
        text.Append(objections.Length == 0 ? "**Nothing failed:** no request, no exchange that lasted, and every configuration was taken or refused as it should be.\n" : "**What should not have been:**\n\n" + string.Concat(objections));
        var run = new Table("", "") { AllToTheLeft = true };
        run.Add("date", DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture));
        run.Add("command", $"`{command.Trim()}`");
        foreach ((string name, string value) in Machine.Describe()) run.Add(name, value);
        return text.Append('\n').Append(run).ToString();
    }

    private static string NameOf(Driver driver) => driver == Driver.Epoll ? "epoll" : "io_uring";

    private static string Number(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
