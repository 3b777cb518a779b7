using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Scenarios;
using Gyrfalcon.Proxy.Tests.Configuration.Documents;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Configuration;

/// <summary>
/// The folder Mistakes holds bad documents with every line that must be said about them. With GYR_UPDATE_DOCS=1 the lines are
/// written anew: read the difference before you commit it, for it is what users will see.
/// </summary>
public sealed class MistakesTests
{
    private const string Separator = "--->\n";

    public static TheoryData<string> Files => [.. Directory.GetFiles(Folder, "*.txt").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private static string Folder => Repository.PathTo("tests", "Gyrfalcon.Proxy.Tests", "Configuration", "Mistakes");

    [Theory]
    [MemberData(nameof(Files))]
    public void EveryDocumentGetsExactlyTheseLines(string file)
    {
        string path = Path.Combine(Folder, file);
        var actual = new StringBuilder();
        foreach ((string title, string document) in Cases(path))
        {
            _ = actual.Append(title).Append('\n').Append(document).Append(Separator);
            (bool ok, IReadOnlyList<Diagnostic> diagnostics) = Read(file, document);
            Assert.Equal(ok, diagnostics.All(d => d.Severity == DiagnosticSeverity.Warning));
            foreach (Diagnostic diagnostic in diagnostics)
                _ = actual.Append(diagnostic).Append('\n');
            _ = actual.Append('\n');
        }

        if (Environment.GetEnvironmentVariable("GYR_UPDATE_DOCS") == "1")
            GeneratedText.MustBe(actual.ToString(), path);
        Assert.Equal(File.ReadAllText(path), actual.ToString());
    }

    [Fact]
    public void EveryCodeIsProvokedByADocument()
    {
        // Those of the file itself are provoked in ConfigFileTests, the end of a long report in ConfigTextTests.
        string[] ofFiles = ["GYR1001", "GYR1002", "GYR1003", "GYR1004", "GYR1005", "GYR1306"];
        string[] provoked = [.. Directory.GetFiles(Folder, "*.txt").SelectMany(file => Cases(file).SelectMany(c => Read(Path.GetFileName(file), c.Document).Diagnostics)).Select(d => d.Code.Id)];
        Assert.Equal([], DiagnosticCodes.All.Select(code => code.Id).Except(ofFiles).Except(provoked));
    }

    /// <summary>The documents of one file are scenarios, the others are configurations.</summary>
    private static (bool Ok, IReadOnlyList<Diagnostic> Diagnostics) Read(string file, string document)
    {
        if (file != "scenarios.txt")
            return (ConfigText.Parse(document, "gyr.yaml").Ok, ConfigText.Parse(document, "gyr.yaml").Diagnostics);
        ScenarioResult scenario = ScenarioFile.Parse(document, "scenario.yaml");
        return (scenario.Ok, scenario.Diagnostics);
    }

    /// <summary>A case is a line that begins with "## ", the document, "--->", the lines about it, and an empty line.</summary>
    private static IEnumerable<(string Title, string Document)> Cases(string path)
    {
        foreach (string section in ("\n" + File.ReadAllText(path)).Split("\n## ")[1..])
        {
            int end = section.IndexOf('\n', StringComparison.Ordinal);
            int separator = section.IndexOf(Separator, end, StringComparison.Ordinal);
            Assert.True(separator > 0, $"the case `{section[..end]}` has no line `--->`");
            yield return ("## " + section[..end], section[(end + 1)..separator]);
        }
    }
}
