using System.Linq;
using System.Text.Json.Nodes;
using CsCheck;
using Gyrfalcon.Proxy.Explaining;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Explaining;

/// <summary>An explanation as the value of a field: one line of ASCII, never longer than it may be, and JSON however much is cut.</summary>
public sealed class ExplanationJsonTests
{
    private static readonly ExchangeOutcome Outcome = new("290a", "app", "http://10.0.0.1", 2, null);

    [Fact]
    public void ASmallOneIsWhole()
    {
        JsonNode json = Write(With(2, 3, "because"))!;
        Assert.Equal(["route-0", "route-1"], json["routes"]!.AsArray().Select(static each => (string?)each!["route"]));
        Assert.Equal(3, json["clusters"]![0]!["endpoints"]!.AsArray().Count);
        Assert.Equal(("app", 2), ((string?)json["outcome"]!["cluster"], (int)json["outcome"]!["attempts"]!));
        Assert.Equal("290a", (string?)json["id"]);
        Assert.Null(json["leftOut"]);
    }

    [Fact]
    public void TheRouteThatIsTakenIsToldHoweverManyAreNotAndWhatWasNeverListedIsCountedToo()
    {
        Explanation many = With(1000, 500, "because");
        many = many with { Untold = 70, Clusters = [many.Clusters[0] with { Untold = 8 }], Routes = [.. many.Routes, new RouteTrial("taken", true, "")] };
        foreach (int most in (int[])[8192, 1024, 700])
        {
            JsonNode json = JsonNode.Parse(ExplanationJson.Write(many, Outcome, most)!)!;
            Assert.Equal(("taken", true), ((string?)json["routes"]!.AsArray()[^1]!["route"], (bool)json["routes"]!.AsArray()[^1]!["matches"]!));
            int told = json["routes"]!.AsArray().Count + (json["clusters"]!.AsArray() is [{ } cluster] ? cluster["endpoints"]!.AsArray().Count : 0);
            if (json["clusters"]!.AsArray().Count == 1 && json["policies"]!.AsArray().Count == 1) Assert.Equal(1501 + 78 - told, (int)json["leftOut"]!);
        }
    }

    [Fact]
    public void WhatIsLeftOutIsCounted()
    {
        JsonNode json = Write(With(1000, 500, "because"))!;
        int told = json["routes"]!.AsArray().Count + json["clusters"]![0]!["endpoints"]!.AsArray().Count;
        Assert.InRange(told, 10, 1500);
        Assert.Equal(1500 - told, (int)json["leftOut"]!);
    }

    [Fact]
    public void WhereThereIsNoRoomThereIsNothing() => Assert.Null(ExplanationJson.Write(With(1, 1, "x"), Outcome, 100));

    [Fact]
    public void ItIsAlwaysAFieldOfJsonThatFits()
        => Gen.Select(Gen.Int[0, 300], Gen.Int[0, 300], Gen.String[0, 2000], Gen.Int[600, 10_000]).Sample(static (routes, endpoints, text, most) =>
        {
            byte[]? json = ExplanationJson.Write(With(routes, endpoints, text), Outcome, most);
            if (json is null) return;
            Assert.InRange(json.Length, 2, most);
            Assert.DoesNotContain(json, static each => each is < (byte)' ' or > (byte)'~');
            Assert.IsType<JsonObject>(JsonNode.Parse(json));
        }, iter: 500);

    private static JsonNode? Write(Explanation explanation) => ExplanationJson.Write(explanation, Outcome, 8192) is { } json ? JsonNode.Parse(json) : null;

    private static Explanation With(int routes, int endpoints, string why) => new(
        "web",
        [.. Enumerable.Range(0, routes).Select(i => new RouteTrial($"route-{i}", false, why))],
        null,
        "route",
        ["a policy"],
        [new ClusterChance("app", "the only one", "RoundRobin", null, [.. Enumerable.Range(0, endpoints).Select(i => new EndpointChance($"http://10.0.0.{i}", true, why))])],
        ["a decision"]);
}
