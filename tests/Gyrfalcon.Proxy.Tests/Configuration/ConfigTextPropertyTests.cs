using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using CsCheck;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Schema;
using Gyrfalcon.Proxy.Tests.Configuration.Documents;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Configuration;

/// <summary>What holds for every text.</summary>
public sealed class ConfigTextPropertyTests
{
    private static readonly string[] Seeds = [.. Directory.GetFiles(Repository.PathTo("examples"), "*.yaml").Select(file => File.ReadAllText(file))];

    [Fact]
    public void NoTextOfYamlCharactersThrows() =>
        Gen.String[Gen.Char["abc:-[]{}&*!|>%@`'\"#,?. \n\n\t\r0~<=\0\u0085\ufeff\u2028é\ud83d"], 0, 60].Sample(NeverThrows, iter: 20_000);

    [Fact]
    public void NoSequenceOfYamlPiecesThrows() =>
        OneOf("a", "a: ", "\n", "\n  ", "\n    ", "- ", "[", "]", "{", "}", ", ", ": ", "? ", "&x ", "*x", "<<: ", "'", "\"", "|\n", ">-\n", "---\n", "...\n", "%YAML 1.2\n", "!t ", "# c\n", "listeners: ", "routes: ", "clusters: ", "endpoints: ", "match: ", "\t", "\r\n", "\\")
            .Array[0, 30].Sample(pieces => NeverThrows(string.Concat(pieces)), iter: 20_000);

    [Fact]
    public void NoMutationOfAnExampleThrows() =>
        Gen.Select(OneOf(Seeds), Gen.Int[0, 2000], Gen.Int[0, 20], Gen.String[Gen.Char["a:-[]{}&*!|'\"#, \n\t0"], 0, 6])
            .Sample((seed, at, length, text) =>
            {
                at = Math.Min(at, seed.Length);
                length = Math.Min(length, seed.Length - at);
                NeverThrows(seed.Remove(at, length).Insert(at, text));
            }, iter: 20_000);

    [Fact]
    public void AMistypedKeyGetsTheRightSuggestion()
    {
        (string Path, string Key)[] keys = [.. SchemaWalk.Sections.Where(s => s.Path.Length > 0).SelectMany(s => s.Section.Settings.Where(setting => setting.Key.Length > 5).Select(setting => (s.Path, setting.Key)))];
        List<string> wrong = [];
        foreach ((string Path, string Key) key in keys)
        {
            Section section = SchemaWalk.Sections.Single(s => s.Path == key.Path).Section;

            foreach (string typo in Mistypings(key.Key))
            {
                // A slip may lie as near to another key, `uhealthy-after`, or be a word of other proxies.
                if (section.Settings.Any(setting => setting.ElsewhereCalled.Contains(typo) || (setting.Key != key.Key && Suggestion.Distance(typo, setting.Key) <= Suggestion.Distance(typo, key.Key))))
                    continue;
                ConfigResult result = ConfigText.Parse(Document(key.Path, typo), "gyr.yaml");
                if (!result.Diagnostics.Any(d => d.Message == $"unknown key `{typo}`; did you mean `{key.Key}`?"))
                    wrong.Add($"{key.Path}: {typo}, meant {key.Key}");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void EverySettingOfTheSchemaIsRead()
    {
        foreach ((string path, Section section) in SchemaWalk.Sections)
        {
            foreach (Setting setting in section.Settings)
            {
                string document = path.Length == 0 ? $"{{ {setting.Key}: ~ }}" : Document(path, setting.Key).Replace($"{setting.Key}: 1", $"{setting.Key}: ~", StringComparison.Ordinal);
                string at = path.Length == 0 ? setting.Key : $"{path.Replace("[]", "[0]", StringComparison.Ordinal)}.{setting.Key}";
                Assert.Contains(ConfigText.Parse(document, "gyr.yaml").Diagnostics, d => d.Code.Id == "GYR1045" && d.Source.Path == at);
            }
        }
    }

    [Fact]
    public void DiagnosticsStandInTheOrderOfTheFile() =>
        Gen.Select(OneOf(Seeds), Gen.Int[0, 2000], Gen.String[Gen.Char["abc"], 1, 3]).Sample((seed, at, text) =>
        {
            ConfigResult result = ConfigText.Parse(seed.Insert(Math.Min(at, seed.Length), text), "gyr.yaml");
            (int, int)[] places = [.. result.Diagnostics.Where(d => d.Code.Id != "GYR1306").Select(d => (d.Source.Line, d.Source.Column))];
            Assert.Equal(places.Order(), places);
        }, iter: 2_000);

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static void NeverThrows(string text)
    {
        ConfigResult result = ConfigText.Parse(text, "gyr.yaml");
        Assert.Equal(result.Ok, result.Diagnostics.All(d => d.Severity == DiagnosticSeverity.Warning));
        Assert.All(result.Diagnostics, d => Assert.DoesNotContain(d.ToString(), char.IsControl));
        JsonDiagnostics.Write("gyr.yaml", result, Stream.Null);
        SarifLog.Write("1.2.3", result, Stream.Null);
    }

    /// <summary>Every slip of one letter, with a few letters for those that are added or put in place of others.</summary>
    private static IEnumerable<string> Mistypings(string key) =>
        Enumerable.Range(0, key.Length)
            .SelectMany(at => new[] { Mistype(key, 0, at, 'x'), Mistype(key, 3, at, 'x') }.Concat("aestx".SelectMany(letter => new[] { Mistype(key, 1, at, letter), Mistype(key, 2, at, letter) })))
            .Distinct()
            .Where(typo => typo != key);

    private static string Mistype(string key, int edit, int at, char letter) => edit switch
    {
        0 => key.Remove(at, 1),
        1 => key.Insert(at, letter.ToString()),
        2 => key[..at] + letter + key[(at + 1)..],
        _ => at + 1 < key.Length ? key[..at] + key[at + 1] + key[at] + key[(at + 2)..] : key + letter,
    };

    /// <summary>A document with one key at a path such as <c>clusters.NAME.endpoints[]</c>.</summary>
    private static string Document(string path, string key)
    {
        string document = $"{{ {key}: 1 }}";
        foreach (string part in path.Split('.').Reverse())
            document = part.EndsWith("[]", StringComparison.Ordinal) ? $"{{ {part[..^2]}: [ {document} ] }}" : $"{{ {part}: {document} }}";
        return document;
    }
}
