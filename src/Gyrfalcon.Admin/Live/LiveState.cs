using System.Collections.Generic;
using System.Linq;

namespace Gyrfalcon.Admin.Live;

/// <summary>Everything at one second, and what is new in it. Immutable. Things are named by their places in the lists.</summary>
internal sealed class LiveState
{
    internal LiveState(long number, long second, Reading reading, Row process, Row[] listeners, Row[] routes, Row[] clusters, Row[] endpoints, LiveState? before)
    {
        Number = number;
        Second = second;
        Reading = reading;
        Process = process;
        Listeners = listeners;
        Routes = routes;
        Clusters = clusters;
        Endpoints = endpoints;
        Standing = [.. reading.Endpoints];
        HasSameThings = before is not null && before.Reading.Version == reading.Version && SameNames(before.Listeners, listeners) && SameNames(before.Routes, routes) && SameNames(before.Clusters, clusters) && SameNames(before.Endpoints, endpoints);
        ChangedStanding = HasSameThings ? [.. Enumerable.Range(0, Standing.Length).Where(i => !Standing[i].StandsLike(before!.Standing[i]))] : [];
    }

    /// <summary>From 1, one more every second.</summary>
    internal long Number { get; }

    /// <summary>Since 1970.</summary>
    internal long Second { get; }

    internal Reading Reading { get; }

    internal Row Process { get; }

    internal Row[] Listeners { get; }

    internal Row[] Routes { get; }

    internal Row[] Clusters { get; }

    internal Row[] Endpoints { get; }

    /// <summary>How each endpoint stands.</summary>
    internal EndpointReading[] Standing { get; }

    /// <summary>What there is, is what there was a second before: only numbers and states may be new.</summary>
    internal bool HasSameThings { get; }

    /// <summary>The places of the endpoints that stand otherwise than a second before.</summary>
    internal int[] ChangedStanding { get; }

    private static bool SameNames(Row[] before, Row[] now) => before.Length == now.Length && before.Zip(now).All(static pair => pair.First.Name == pair.Second.Name);

    /// <summary>The rows that are new, or all of them.</summary>
    internal static double?[][] RowsOf(IReadOnlyList<Row> rows, bool onlyChanged)
        => [.. Enumerable.Range(0, rows.Count).Where(i => !onlyChanged || rows[i].IsChanged).Select(i => rows[i].Sample.ToRow(i))];
}

/// <summary>A subject at one second.</summary>
internal readonly record struct Row
{
    internal Row(Subject subject)
    {
        Name = subject.Name;
        Sample = subject.Now;
        IsChanged = !subject.Now.LooksLike(subject.Before);
    }

    internal string Name { get; }

    internal Sample Sample { get; }

    /// <summary>It looked otherwise a second before.</summary>
    internal bool IsChanged { get; }
}
