using System;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Schema;

/// <summary>Reads a mapping with fixed keys: refuses unknown keys, then lets the section bind the known ones.</summary>
internal sealed class SectionShape<T>(Section<T> section) : Shape<T>
{
    private static readonly YamlMapping Nothing = new(default);

    public override ShapeFacts Facts { get; } = new SectionFacts(section);

    /// <summary>The section with every default.</summary>
    public override T Absent => section.Bind(new SectionReader(Nothing, "", new Reading(new DiagnosticList(""), "/")));

    protected override bool TryReadNode(YamlNode node, string path, Reading reading, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        if (node is not YamlMapping mapping)
            return Refuse(node, path, reading, "a mapping", $"write it with its keys: `{section.Example}`");

        foreach (YamlEntry entry in mapping.Entries)
        {
            if (!reading.Diagnostics.IsFull && !section.Settings.Any(setting => setting.Key == entry.Key))
                ReportUnknown(entry, path, reading);
        }

        if (mapping.IsIncomplete)
            reading.Break(path);
        value = section.Bind(new SectionReader(mapping, path, reading));
        return true;
    }

    private void ReportUnknown(YamlEntry entry, string path, Reading reading)
    {
        string? meant = Meant(entry.Key);
        string remedy = meant is null
            ? $"the keys here are `{string.Join("`, `", section.Settings.Select(setting => setting.Key))}`"
            : $"did you mean `{meant}`?";
        reading.Diagnostics.Report(DiagnosticCodes.UnknownKey, entry.KeyStart, ConfigPath.Key(path, entry.Key), $"unknown key `{Shown.Text(entry.Key)}`", remedy);

        // The key that was meant counts as written, though wrongly: nobody needs to hear that it is missing too.
        if (meant is not null)
        {
            string meantPath = ConfigPath.Key(path, meant);
            reading.Place(meantPath, entry.KeyStart);
            reading.Break(meantPath);
        }
    }

    private string? Meant(string written)
    {
        // A word that other proxies use, or a key written one level too high, is a surer guess than a similar spelling.
        if (section.Settings.FirstOrDefault(setting => setting.ElsewhereCalled.Contains(written, StringComparer.OrdinalIgnoreCase)) is { } same)
            return same.Key;
        string? nearest = Suggestion.Nearest(written, section.Settings.Select(setting => setting.Key));

        // But one letter off is a slip: `timeout` of a route is its `timeouts`, not that of one of its sections.
        if (nearest is not null && Suggestion.Distance(written, nearest) <= 1)
            return nearest;
        foreach (Setting setting in section.Settings)
        {
            if (setting.Shape.Facts is SectionFacts inner && inner.Section.Settings.Any(below => below.Key == written))
                return $"{setting.Key}.{written}";
        }

        return nearest;
    }
}
