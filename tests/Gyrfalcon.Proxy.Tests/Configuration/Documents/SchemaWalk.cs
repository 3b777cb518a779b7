using System;
using System.Collections.Generic;
using System.Linq;
using Gyrfalcon.Proxy.Configuration.Scenarios;
using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Tests.Configuration.Documents;

/// <summary>Every section of the configuration with its path, the outer before the inner.</summary>
internal static class SchemaWalk
{
    public static IReadOnlyList<(string Path, Section Section)> Sections { get; } = [.. Below("", ProxySection.Section)];

    public static IEnumerable<Setting> Settings => Sections.SelectMany(s => s.Section.Settings);

    /// <summary>Every section of a scenario but those of the configuration that it holds.</summary>
    public static IReadOnlyList<(string Path, Section Section)> ScenarioSections { get; } = [.. Below("", ScenarioSection.Section).Where(found => found.Path != "config" && !found.Path.StartsWith("config.", StringComparison.Ordinal))];

    private static IEnumerable<(string Path, Section Section)> Below(string path, Section section)
    {
        yield return (path, section);
        foreach (Setting setting in section.Settings)
        {
            string at = path.Length == 0 ? setting.Key : $"{path}.{setting.Key}";
            (string Path, Section Section)? inner = setting.Shape.Facts switch
            {
                SectionFacts facts => (at, facts.Section),
                MapFacts facts => ($"{at}.NAME", facts.Section),
                ListFacts { Item.Facts: SectionFacts facts } => ($"{at}[]", facts.Section),
                _ => null,
            };
            if (inner is { } found)
            {
                foreach ((string, Section) below in Below(found.Path, found.Section))
                    yield return below;
            }
        }
    }
}
