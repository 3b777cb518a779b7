using System;
using System.Linq;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Configuration.Scenarios;

internal static class EventSection
{
    public static readonly Setting<TimeSpan> At = Setting.Required("at", Kinds.Duration("0s", "24h"),
        "When it happens, from the beginning.",
        "time", "after", "when");

    public static readonly Setting<TimeSpan?> For = Setting.Optional("for", ScenarioKinds.Absent(Kinds.Duration("1ms", "24h")),
        "After this time it is undone: what was killed or stopped starts again, what was slow is as fast as before. Without it, it lasts.",
        "duration", "lasts", "until");

    public static readonly Setting<TimeSpan> Over = Setting.WithDefault("over", Kinds.Duration("0s", "24h"), "0s",
        "The endpoints of the group are taken one after the other, evenly over this time; the load changes evenly over it.",
        "stagger", "ramp", "spread");

    public static readonly Setting<string?> Kill = Victims("kill", "These endpoints die: their connections are reset, new ones refused, and their queues are lost.", "crash");

    public static readonly Setting<string?> Stop = Victims("stop", "These endpoints stop in order: they refuse new connections and close each one after the answer that is under way.", "shutdown", "drain");

    public static readonly Setting<string?> Start = Victims("start", "These endpoints, killed or stopped before, are there again, and cold.", "restart", "revive");

    public static readonly Setting<string?> Hang = Victims("hang", "These endpoints accept connections and requests and answer nothing. What they have taken is answered when it is over.", "freeze", "pause");

    public static readonly Setting<string?> Slow = Victims("slow", "These endpoints take `factor` times as long for a request.");

    public static readonly Setting<string?> Fail = Victims("fail", "These endpoints answer a `share` of requests 500, at once.", "errors", "error");

    public static readonly Setting<string?> Delay = Victims("delay", "The way to these endpoints takes longer `by` so much, each way.", "latency", "lag");

    public static readonly Setting<string?> CutOff = Victims("cut-off", "Nothing gets through to these endpoints or from them, and nobody is told: a partition of the network.", "partition", "isolate");

    public static readonly Setting<int?> Load = Setting.Optional("load", ScenarioKinds.Absent(ScenarioKinds.LoadPercent),
        "The load from now on, compared with what `load` says. Of `clients`, some rest.",
        "rate", "burst");

    public static readonly Setting<int> Factor = Setting.WithDefault("factor", Kinds.Whole(1, 10_000), "10",
        "For `slow`: how many times as long.",
        "times");

    public static readonly Setting<int> Share = Setting.WithDefault("share", ScenarioKinds.Percent, "100%",
        "For `fail`: the share of requests.",
        "percent");

    public static readonly Setting<TimeSpan> By = Setting.WithDefault("by", ScenarioKinds.ShortTime, "50ms",
        "For `delay`: how much longer.");

    public static readonly Section<EventConfig> Section = new(nameof(EventConfig), "{ at: 10s, kill: all, for: 5s }",
        [At, For, Over, Kill, Stop, Start, Hang, Slow, Fail, Delay, CutOff, Load, Factor, Share, By],
        Bind);

    private static readonly (Setting<string?> Setting, EventKind Kind)[] Kinded =
    [
        (Kill, EventKind.Kill), (Stop, EventKind.Stop), (Start, EventKind.Start), (Hang, EventKind.Hang), (Slow, EventKind.Slow),
        (Fail, EventKind.Fail), (Delay, EventKind.Delay), (CutOff, EventKind.CutOff),
    ];

    private static EventConfig Bind(SectionReader reader)
    {
        (Setting<string?> Setting, EventKind Kind)[] written = [.. Kinded.Where(one => reader.Has(one.Setting))];
        int actions = written.Length + (reader.Has(Load) ? 1 : 0);
        if (actions != 1 && !reader.Reading.IsAnyBrokenBelow(reader.Path) && reader.Path.Length > 0)
            reader.Reading.Report(DiagnosticCodes.EventAction, reader.Path, actions == 0 ? "nothing happens here" : "more than one thing happens here",
                "write exactly one of `kill`, `stop`, `start`, `hang`, `slow`, `fail`, `delay`, `cut-off` and `load`");
        EventKind kind = written.Length > 0 ? written[0].Kind : EventKind.Load;
        var groups = Kinded.Select(one => reader.Get(one.Setting)).ToList();
        var read = new EventConfig
        {
            At = reader.Get(At),
            For = reader.Get(For),
            Over = reader.Get(Over),
            Kind = kind,
            Group = groups.Find(static group => group is not null),
            Load = reader.Get(Load) ?? 100,
            Factor = reader.Get(Factor),
            Share = reader.Get(Share),
            By = reader.Get(By),
            Source = reader.Source,
        };
        if (actions == 1)
        {
            ReportUnused(reader, Factor, kind == EventKind.Slow, "slow");
            ReportUnused(reader, Share, kind == EventKind.Fail, "fail");
            ReportUnused(reader, By, kind == EventKind.Delay, "delay");
        }

        return read;
    }

    private static void ReportUnused(SectionReader reader, Setting setting, bool belongs, string owner)
    {
        if (reader.Has(setting) && !belongs)
            reader.Reading.Report(DiagnosticCodes.EventAction, reader.PathOf(setting), $"`{setting.Key}` belongs to `{owner}`, which is not what happens here", "remove it");
    }

    private static Setting<string?> Victims(string key, string documentation, params string[] elsewhereCalled) =>
        Setting.Optional<string?>(key, new ScalarShape<string?>(new ScalarFacts("the name of a group"), static text => Values.PlainText.ParseName(text).Succeeded(out string? name, out Values.Complaint? complaint) ? name : complaint), documentation, elsewhereCalled);
}
