using System;
using System.Linq;
using System.Text.Json.Nodes;
using CsCheck;
using Gyrfalcon.Proxy.Configuration;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Configuration;

/// <summary>What a configuration holds of credentials is not told, and comes back when the rest has been edited.</summary>
public sealed class ConfigSecretsTests
{
    private const string Text = """
        # A comment that stays.
        clusters:
          a:
            health: { active: { headers: [ 'Authorization: Bearer s3cret', "X-Key:  s3cret2", "X-Key: s3cret3" ] } }  # and this one
          b:
            health:
              active:
                headers: "Cookie: s3cret4"
          c: { telemetry: { headers: { authorization: s3cret5, x-number: 7 } } }
        routes: [ { match: { path: /headers } } ]

        """;

    private const string Told = """
        # A comment that stays.
        clusters:
          a:
            health: { active: { headers: [ "Authorization: <hidden>", "X-Key:  <hidden>", "X-Key: <hidden>" ] } }  # and this one
          b:
            health:
              active:
                headers: "Cookie: <hidden>"
          c: { telemetry: { headers: { authorization: "<hidden>", x-number: "<hidden>" } } }
        routes: [ { match: { path: /headers } } ]

        """;

    [Fact]
    public void ValuesAreHiddenAndTheRestIsAsItWasWritten() => Assert.Equal(Told, ConfigSecrets.Hide(Text));

    [Fact]
    public void WhatIsHiddenComesBackWhateverElseIsEdited()
    {
        string edited = Told.Replace("/headers }", "/other }", StringComparison.Ordinal).Replace("\"X-Key:  <hidden>\"", "\"x-key: <hidden>\", \"New: field\"", StringComparison.Ordinal);
        JsonNode restored = JsonNode.Parse(ConfigJson.Of(ConfigSecrets.Restore(edited, Text, out string? problem)!)!)!;
        Assert.Null(problem);
        Assert.Equal(["Authorization: Bearer s3cret", "x-key: s3cret2", "New: field", "X-Key: s3cret3"], restored["clusters"]!["a"]!["health"]!["active"]!["headers"]!.AsArray().Select(static each => (string?)each));
        Assert.Equal("Cookie: s3cret4", (string?)restored["clusters"]!["b"]!["health"]!["active"]!["headers"]);
        Assert.Equal("s3cret5", (string?)restored["clusters"]!["c"]!["telemetry"]!["headers"]!["authorization"]);
        Assert.Equal("/other", (string?)restored["routes"]![0]!["match"]!["path"]);
    }

    [Theory]
    [InlineData("clusters: { a: { headers: [ \"Other: <hidden>\" ] } }")]
    [InlineData("clusters: { z: { headers: [ \"Authorization: <hidden>\" ] } }")]
    [InlineData("headers: <hidden>")]
    public void WhatStandsForNothingIsRefused(string text)
    {
        Assert.Null(ConfigSecrets.Restore(text, Text, out string? problem));
        Assert.Contains("<hidden>", problem, StringComparison.Ordinal);
        Assert.Null(ConfigSecrets.Restore(text, null, out _));
    }

    [Theory]
    [InlineData("\"X-Key: <hidden>\"", "X-Key: s3cret2", "X-Key: s3cret3")]
    [InlineData("\"X-Key: <hidden>\", \"X-Key: <hidden>\", \"X-Key: new\"", "X-Key: s3cret2", "X-Key: s3cret3")]
    [InlineData("\"x-key: <hidden>\"", "X-Key: s3cret2", "X-Key: s3cret2", "X-Key: s3cret3")]
    public void WhichOfTwoIsLeftIsNotGuessed(string edited, params string[] current)
    {
        Assert.Null(ConfigSecrets.Restore($"headers: [ {edited} ]", $"headers: [ {string.Join(", ", current.Select(static each => $"\"{each}\""))} ]", out string? problem));
        Assert.Contains("x-key", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void OfEqualValuesOneIsAsGoodAsTheOther()
    {
        Assert.Contains("A: s3cret", ConfigSecrets.Restore("headers: [ \"A: <hidden>\" ]", "headers: [ \"A: s3cret\", \"A: s3cret\" ]", out _), StringComparison.Ordinal);
        Assert.Contains("A: new", ConfigSecrets.Restore("headers: [ \"A: new\" ]", "headers: [ \"A: s3cret\", \"A: s3cret2\" ]", out _), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: 1 # Authorization: x\n")]
    [InlineData("headers: []\n")]
    [InlineData("{{{")]
    [InlineData("")]
    [InlineData("health: { body: \"headers: x\" }\n")]
    public void ATextWithoutSuchValuesStaysAsItIs(string text)
    {
        Assert.Equal(text, ConfigSecrets.Hide(text));
        Assert.Equal(text, ConfigSecrets.Restore(text, Text, out _));
    }

    /// <summary>Where the text cannot be changed in place the same is said in JSON: what matters is that nothing is told.</summary>
    [Theory]
    [InlineData("x: &h [ \"A: s3cret\" ]\ny: { headers: *h }\n")]
    [InlineData("x: { headers: &h [ \"A: s3cret\" ] }\ny: *h\n")]
    [InlineData("headers: |\n  A: s3cret\nb: 1\n")]
    [InlineData("headers:\n  - >-\n    A:\n    s3cret\n  - \"B: s3cret\"\n")]
    [InlineData("headers:\n  A: s3cret\n  B:\n    - C: s3cret\n")]
    public void AliasesAndBlocksTellNothingEither(string text)
    {
        string hidden = ConfigSecrets.Hide(text);
        JsonNode told = JsonNode.Parse(ConfigJson.Of(hidden)!)!;
        Assert.DoesNotContain("s3cret", Fields(told), StringComparison.Ordinal);
        Assert.Equal(ConfigJson.Of(text), ConfigJson.Of(ConfigSecrets.Restore(hidden, text, out _)!));
    }

    /// <summary>Any values, written in any style, are hidden and come back.</summary>
    [Fact]
    public void ThereAndBackAgain()
    {
        Gen<string> text = Gen.String[Gen.Char["abz:#'\"\\\\{}[],&*!|>%@` -<é€"], 0, 20];
        Gen.Select(text.Array[1, 4], Gen.Bool).Sample(static (values, isFlow) =>
        {
            var fields = new JsonArray([.. values.Select(static (value, i) => (JsonNode?)JsonValue.Create($"F{i % 2}: s3cret{value}"))]);
            string json = new JsonObject { ["a"] = new JsonObject { ["headers"] = fields, ["b"] = 1 } }.ToJsonString();
            string yaml = isFlow ? json : $"a:\n  headers:\n{string.Concat(values.Select(static (value, i) => $"    - 'F{i % 2}: s3cret{value.Replace("'", "''", StringComparison.Ordinal)}'\n"))}  b: 1\n";
            string hidden = ConfigSecrets.Hide(yaml);
            Assert.DoesNotContain("s3cret", hidden, StringComparison.Ordinal);
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(ConfigJson.Of(yaml)!), JsonNode.Parse(ConfigJson.Of(ConfigSecrets.Restore(hidden, yaml, out _)!)!)));
        }, iter: 3_000);
    }

    private static string Fields(JsonNode node) => node is JsonObject mapping ? string.Concat(mapping.Select(static each => each.Key == "headers" ? each.Value!.ToJsonString() : each.Value is { } value ? Fields(value) : "")) : "";
}
