using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Gyrfalcon.Proxy.Configuration.Schema;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Configuration.Documents;

/// <summary>The records say about each property what its setting says: type, range, default.</summary>
public sealed class RecordDocumentationTests
{
    private static readonly (string Path, Section Section)[] Sections = [.. SchemaWalk.Sections, .. SchemaWalk.ScenarioSections];

    public static TheoryData<string> Records => [.. Sections.Select(s => s.Section.Record).Distinct().Where(record => record is not ("EndpointConfig" or "EventConfig" or ""))];

    [Theory]
    [MemberData(nameof(Records))]
    public void EveryPropertyIsDocumentedAsItsSettingIs(string record)
    {
        string path = Repository.PathTo("src", "Gyrfalcon.Proxy", "Configuration", record + ".cs");
        if (!File.Exists(path)) path = Repository.PathTo("src", "Gyrfalcon.Proxy", "Configuration", "Scenarios", record + ".cs");
        string source = File.ReadAllText(path);
        foreach (Setting setting in Sections.First(s => s.Section.Record == record).Section.Settings)
        {
            string property = string.Concat(setting.Key.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
            var declaration = new Regex($@"(?<= {{4}}/// <summary>)[^\n]*(?=</summary>\n    public [^\n]* {property} {{)");
            Assert.True(declaration.Count(source) == 1, $"{record} has no property {property} with a summary in one line");
            source = declaration.Replace(source, Summary(setting).Replace("$", "$$", StringComparison.Ordinal));
        }

        GeneratedText.MustBe(source, path);
    }

    private static string Summary(Setting setting)
    {
        string type = Wording.Type(setting.Shape);
        string markdown = $"{setting.Documentation} ({char.ToUpperInvariant(type[0])}{type[1..]}; {Wording.Default(setting)}.)";
        if (setting.Shape.Facts is ScalarFacts { NullWord: { } word })
            markdown += $" Null is `{word}`.";
        string escaped = markdown.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
        return Regex.Replace(escaped, "`([^`]*)`", "<c>$1</c>");
    }
}
