using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Scenarios;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Configuration;

/// <summary>A document of the folder Mistakes and everything that is said about it. Those of scenarios.txt are scenarios, the others are configurations.</summary>
internal sealed record MistakeCase(string Title, string Document, bool Ok, IReadOnlyList<Diagnostic> Diagnostics)
{
    public const string Separator = "--->\n";

    public static string Folder => Repository.PathTo("tests", "Gyrfalcon.Proxy.Tests", "Configuration", "Mistakes");

    public static IEnumerable<string> Files => Directory.GetFiles(Folder, "*.txt").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal);

    /// <summary>A case is a line that begins with "## ", the document, "--->", the lines about it, and an empty line.</summary>
    public static IEnumerable<MistakeCase> In(string file)
    {
        foreach (string section in ("\n" + File.ReadAllText(Path.Combine(Folder, file))).Split("\n## ")[1..])
        {
            int end = section.IndexOf('\n', StringComparison.Ordinal);
            int separator = section.IndexOf(Separator, end, StringComparison.Ordinal);
            Assert.True(separator > 0, $"the case `{section[..end]}` has no line `--->`");
            yield return Read(file, "## " + section[..end], section[(end + 1)..separator]);
        }
    }

    private static MistakeCase Read(string file, string title, string document)
    {
        if (file == "scenarios.txt")
        {
            ScenarioResult scenario = ScenarioFile.Parse(document, "scenario.yaml");
            return new MistakeCase(title, document, scenario.Ok, scenario.Diagnostics);
        }

        ConfigResult config = ConfigText.Parse(document, "gyr.yaml");
        return new MistakeCase(title, document, config.Ok, [.. config.Diagnostics, .. config.Notes]);
    }
}
