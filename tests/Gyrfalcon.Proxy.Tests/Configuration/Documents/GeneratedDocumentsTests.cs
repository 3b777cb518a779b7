using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Schema;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Configuration.Documents;

/// <summary>The documents say what the code does; GYR_UPDATE_DOCS=1 writes them anew.</summary>
public sealed class GeneratedDocumentsTests
{
    [Fact]
    public void TheReferenceIsUpToDate() => GeneratedText.MustBe(ReferenceDocument.Write(), Repository.PathTo("docs", "configuration.md"));

    [Fact]
    public void TheReferenceOfScenariosIsUpToDate() => GeneratedText.MustBe(ScenarioDocument.Write(), Repository.PathTo("docs", "scenarios.md"));

    [Fact]
    public void TheTableOfDiagnosticsIsUpToDate() => GeneratedText.MustBe(DiagnosticsDocument.Write(), Repository.PathTo("docs", "diagnostics.md"));

    [Fact]
    public void TheJsonSchemaIsUpToDate() => GeneratedText.MustBe(SchemaDocument.Write(), Repository.PathTo("docs", "gyr.schema.json"));

    [Fact]
    public void EveryDefaultFitsTheSchema()
    {
        using var schema = JsonDocument.Parse(SchemaDocument.Write());
        foreach (JsonElement setting in Settings(schema.RootElement).Where(setting => setting.TryGetProperty("default", out _)))
            Assert.True(Fits(setting.GetProperty("default"), setting), setting.ToString());
    }

    [Fact]
    public void KeysAreKebabCaseAndUnique()
    {
        foreach ((string path, Section section) in SchemaWalk.Sections.Concat(SchemaWalk.ScenarioSections))
        {
            Assert.All(section.Settings, setting => Assert.Matches("^[a-z]+(-[a-z]+)*$|^p99$", setting.Key));
            Assert.True(section.Settings.DistinctBy(setting => setting.Key).Count() == section.Settings.Count, path);
        }
    }

    [Fact]
    public void WordsOfOtherProxiesNameOneSettingEach()
    {
        foreach ((string path, Section section) in SchemaWalk.Sections.Concat(SchemaWalk.ScenarioSections))
        {
            string[] words = [.. section.Settings.SelectMany(setting => setting.ElsewhereCalled)];
            Assert.True(words.Distinct().Count() == words.Length, $"{path}: a word is given twice among {string.Join(", ", words)}");
            Assert.Empty(words.Intersect(section.Settings.Select(setting => setting.Key)));
        }
    }

    [Fact]
    public void DocumentationIsFullSentences() =>
        Assert.All(SchemaWalk.Settings.Concat(SchemaWalk.ScenarioSections.SelectMany(s => s.Section.Settings)), setting => Assert.Matches(@"^[A-Z`].*[.]$", setting.Documentation));

    [Fact]
    public void CodesAreUniqueAscendingAndFullyExplained()
    {
        string[] ids = [.. DiagnosticCodes.All.Select(code => code.Id)];
        Assert.Equal(ids.Distinct().Order(StringComparer.Ordinal), ids);
        Assert.All(DiagnosticCodes.All, code =>
        {
            Assert.Matches("^GYR[0-9]{4}$", code.Id);
            Assert.Equal(code.Id[..5] switch { "GYR13" => DiagnosticSeverity.Warning, "GYR15" => DiagnosticSeverity.Note, _ => DiagnosticSeverity.Error }, code.Severity);
            Assert.DoesNotMatch("[.]$", code.Title);
            Assert.EndsWith(".", code.Explanation, StringComparison.Ordinal);
            Assert.EndsWith(".", code.Remedy, StringComparison.Ordinal);
        });
    }

    private static IEnumerable<JsonElement> Settings(JsonElement section)
    {
        if (section.ValueKind == JsonValueKind.Array)
            return section.EnumerateArray().SelectMany(Settings);
        if (section.ValueKind != JsonValueKind.Object)
            return [];
        IEnumerable<JsonElement> own = section.TryGetProperty("properties", out JsonElement properties) ? properties.EnumerateObject().Select(p => p.Value) : [];
        return own.Concat(section.EnumerateObject().SelectMany(p => Settings(p.Value)));
    }

    /// <summary>As much of JSON Schema as the schema uses for single values.</summary>
    private static bool Fits(JsonElement value, JsonElement schema)
    {
        if (schema.TryGetProperty("anyOf", out JsonElement any))
            return any.EnumerateArray().Any(form => Fits(value, form));
        if (schema.TryGetProperty("enum", out JsonElement words))
            return words.EnumerateArray().Any(word => word.GetString() == (value.ValueKind == JsonValueKind.String ? value.GetString() : null));
        return schema.GetProperty("type").GetString() switch
        {
            "integer" => value.ValueKind == JsonValueKind.Number
                && (!schema.TryGetProperty("minimum", out JsonElement least) || value.GetInt64() >= least.GetInt64())
                && (!schema.TryGetProperty("maximum", out JsonElement most) || value.GetInt64() <= most.GetInt64()),
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            _ => value.ValueKind == JsonValueKind.String && (!schema.TryGetProperty("pattern", out JsonElement pattern) || Regex.IsMatch(value.GetString()!, pattern.GetString()!)),
        };
    }
}
