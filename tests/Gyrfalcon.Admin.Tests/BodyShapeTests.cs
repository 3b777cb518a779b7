using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Gyrfalcon.Admin.Api;
using Xunit;

namespace Gyrfalcon.Admin.Tests;

public sealed class BodyShapeTests
{
    public static TheoryData<string, string?> Endpoints => new()
    {
        { """{"url":"http://a"}""", null },
        { """{"url":"http://a","weight":null}""", null },
        { """{"url":null}""", "`url` is null, and must not be." },
        { """{"url":"http://a","backup":null}""", "`backup` is null, and must not be." },
        { "{}", "`url` is not there, and must be." },
        { """{"url":"http://a","wieght":1}""", "There is no member `wieght` here: there are `url`, `weight`, `backup`, `maxRequests`." },
        { "[]", "The body is no object." },
    };

    public static TheoryData<string, string?> Questions => new()
    {
        { """{"url":"/","headers":["a: b"],"client":null}""", null },
        { """{"url":"/","headers":["a: b",null]}""", "`headers` has null in place 1, and must not." },
        { """{"url":"/","headers":null}""", "`headers` is null, and must not be." },
        { """{"url":"/","method":null}""", "`method` is null, and must not be." },
        { """{"method":"GET"}""", "`url` is not there, and must be." },
    };

    public static TheoryData<string, string?> Weights => new()
    {
        { """{"weight":null}""", null },
        { "{}", "`weight` is not there, and must be." },
    };

    [Theory, MemberData(nameof(Endpoints))]
    public void OfAnEndpoint(string body, string? expected) => AssertMistake(body, AdminJson.Default.NewEndpoint, expected);

    [Theory, MemberData(nameof(Questions))]
    public void OfAQuestion(string body, string? expected) => AssertMistake(body, AdminJson.Default.Question, expected);

    [Theory, MemberData(nameof(Weights))]
    public void OfAWeight(string body, string? expected) => AssertMistake(body, AdminJson.Default.NewWeight, expected);

    private static void AssertMistake(string body, JsonTypeInfo type, string? expected) => Assert.Equal(expected, BodyShape.Mistake(JsonNode.Parse(body)!, type));
}
