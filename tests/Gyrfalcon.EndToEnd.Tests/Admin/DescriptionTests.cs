using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.Admin;

/// <summary>What the description says of answers, against the answers.</summary>
public sealed class DescriptionTests
{
    [Fact]
    public async Task Every_answer_has_the_shape_that_the_description_gives_it()
    {
        await using TestOrigin origin = TestOrigin.Start("origin");
        origin.Handle("/broken", static exchange => exchange.ReplyAsync("no", 500));
        ProxyPlan plan = MetricsTests.PlanFor(origin.Url) with
        {
            Routes = [new RoutePlan { Name = "away", Path = "/away", Cluster = "gone" }, new RoutePlan { Name = "all", Cluster = "app" }],
            Clusters = [new ClusterPlan { Endpoints = [origin.Url] }, new ClusterPlan { Name = "gone", Endpoints = [$"http://127.0.0.1:{HeldPort.Free()}"] }],
        };
        await using GyrProcess gyr = await GyrProcess.RunAsync(plan);
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        await using RawClient client = await gyr.ConnectAsync();
        Assert.Equal(500, (await client.GetAsync("/broken")).Response.Status);
        Assert.Equal(503, (await client.GetAsync("/away")).Response.Status);
        string name = new Uri(origin.Url).Authority;
        Assert.Equal(200, (await admin.AskAsync("POST", $"/v1/clusters/app/endpoints/{name}/drain", "{}")).Status);
        Assert.Equal(200, (await admin.AskAsync("PATCH", "/v1/config", """{"drain":"2s"}""", "application/merge-patch+json", "*")).Status);
        string id = (string)(await admin.GetAsync("/v1/exchanges"))[0]!["request_id"]!;
        var names = new Dictionary<string, string> { ["cluster"] = "app", ["endpoint"] = name, ["number"] = "1", ["kind"] = "cluster", ["name"] = "app", ["id"] = id };

        JsonNode description = await admin.GetAsync("/v1/openapi.json");
        int looked = 0;
        foreach ((string path, JsonNode? methods) in description["paths"]!.AsObject())
        {
            if (methods!["get"]?["responses"]!["2XX"]!["content"] is not { } content) continue;
            if (content["application/json"]?["schema"] is not { } schema)
            {
                // What is no JSON says so.
                Assert.All(content.AsObject(), static each => Assert.NotNull(each.Value!["schema"]));
                continue;
            }

            string real = string.Join('/', path.Split('/').Select(part => part.StartsWith('{') ? names[part[1..^1]] : part));
            (int status, JsonNode? answer, _) = await admin.AskAsync("GET", real, fields: ("Accept", "application/json"));
            Assert.Equal((real, 200), (real, status));
            Assert.Equal((real, ""), (real, string.Join("; ", Schema.Mistakes(answer, schema, description))));
            if (answer is JsonArray list) Assert.True(list.Count > 0, $"{real} is empty, and shows nothing");
            looked++;
        }

        Assert.Equal(16, looked);
        foreach ((string path, JsonNode? methods) in description["paths"]!.AsObject()) Assert.All(methods!.AsObject(), each => Assert.True(each.Value!["requestBody"] is not { } body || body["content"]!.AsObject().All(static type => type.Value!["schema"] is not null), $"{each.Key} {path}"));
    }

    [Fact]
    public async Task Refusals_have_the_statuses_and_the_shape_that_the_description_gives_them()
    {
        await using GyrProcess gyr = await GyrProcess.RunAsync(MetricsTests.PlanFor("http://127.0.0.1:1"));
        using AdminPeer admin = await AdminPeer.ConnectAsync(gyr);
        JsonNode description = await admin.GetAsync("/v1/openapi.json");
        (string Method, string Path, string Real, string? Body, string? IfMatch, int Status)[] refusals =
        [
            ("get", "/v1/clusters/{cluster}", "/v1/clusters/none", null, null, 404),
            ("get", "/v1/connections", "/v1/connections?limit=x", null, null, 400),
            ("post", "/v1/clusters/{cluster}/endpoints", "/v1/clusters/app/endpoints", """{"url":"http://127.0.0.1:1"}""", null, 409),
            ("patch", "/v1/clusters/{cluster}/endpoints/{endpoint}", "/v1/clusters/app/endpoints/127.0.0.1:1", """{"weight":1}""", "\"1\"", 412),
            ("put", "/v1/config", "/v1/config", "{}", null, 428),
            ("put", "/v1/config", "/v1/config", "{}", "*", 422),
            ("post", "/v1/explain", "/v1/explain", "{}", null, 400),
        ];
        foreach ((string method, string path, string real, string? body, string? ifMatch, int expected) in refusals)
        {
            (int status, JsonNode? answer, _) = await admin.AskAsync(method.ToUpperInvariant(), real, body, ifMatch: ifMatch);
            Assert.Equal((real, expected), (real, status));
            JsonNode response = description["paths"]![path]![method]!["responses"]![$"{status}"]!;
            JsonNode schema = description["components"]!["responses"]![((string)response["$ref"]!).Split('/')[^1]]!["content"]!["application/problem+json"]!["schema"]!;
            Assert.Equal((real, ""), (real, string.Join("; ", Schema.Mistakes(answer, schema, description))));
        }

        JsonNode schemas = description["paths"]!["/v1/clusters/{cluster}/endpoints"]!["post"]!;
        JsonNode body0 = schemas["requestBody"]!["content"]!["application/json"]!["schema"]!;
        Assert.Equal(("object", "url", true), ((string?)body0["type"], (string?)body0["required"]!.AsArray().Single(), (bool)schemas["requestBody"]!["required"]!));
        Assert.NotNull(schemas["responses"]!["2XX"]!["headers"]!["ETag"]);
    }

    [Theory]
    [InlineData("""{"a":1}""", "")]
    [InlineData("""{"a":null}""", "/a is null")]
    [InlineData("""{"a":1.5}""", "/a is number")]
    [InlineData("""{}""", "a is not there")]
    [InlineData("""{"a":1,"c":1}""", "/c is not declared")]
    [InlineData("""{"a":1,"b":["x"]}""", "")]
    [InlineData("""{"a":1,"b":[1]}""", "/b/0 is integer")]
    [InlineData("""[]""", " is array")]
    public void A_shape_that_is_another_is_told(string value, string expected)
    {
        JsonNode schema = JsonNode.Parse("""{"type":"object","required":["a"],"properties":{"a":{"type":"integer"},"b":{"type":["array","null"],"items":{"type":"string"}}}}""")!;
        Assert.Equal(expected, string.Join("; ", Schema.Mistakes(JsonNode.Parse(value), schema, schema)));
    }

    /// <summary>As much of JSON Schema as the description uses. What is not declared is a mistake, and so is a schema that says nothing.</summary>
    private static class Schema
    {
        internal static IEnumerable<string> Mistakes(JsonNode? value, JsonNode schema, JsonNode document, string path = "")
        {
            while ((string?)schema["$ref"] is { } reference) schema = reference[2..].Split('/').Aggregate(document, static (node, part) => node[part] ?? throw new KeyNotFoundException(part));
            if (schema["anyOf"] is JsonArray any) return any.Any(each => !Mistakes(value, each!, document, path).Any()) ? [] : [$"{path} is none of what it may be"];
            string type = TypeOf(value);
            string[] allowed = schema["type"] switch { JsonArray several => [.. several.Select(static each => (string)each!)], { } one => [(string)one!], null => [] };
            if (allowed.Length == 0) return schema["enum"] is JsonArray values ? values.Any(each => JsonNode.DeepEquals(each, value)) ? [] : [$"{path} is not one of the values"] : [$"{path} has a schema that says nothing"];
            if (!allowed.Contains(type) && !(type == "integer" && allowed.Contains("number"))) return [$"{path} is {type}"];
            if (value is JsonArray list) return schema["items"] is { } items ? list.SelectMany((each, i) => Mistakes(each, items, document, $"{path}/{i}")) : [$"{path} has items of no shape"];
            return value is JsonObject members ? OfMembers(members, schema, document, path) : [];
        }

        private static IEnumerable<string> OfMembers(JsonObject members, JsonNode schema, JsonNode document, string path)
        {
            foreach (JsonNode? required in schema["required"]?.AsArray() ?? [])
            {
                if (!members.ContainsKey((string)required!)) yield return $"{path}{required} is not there";
            }

            foreach ((string name, JsonNode? member) in members)
            {
                JsonNode? other = schema["additionalProperties"];
                if (schema["properties"]?[name] is { } declared)
                {
                    foreach (string mistake in Mistakes(member, declared, document, $"{path}/{name}")) yield return mistake;
                }
                else if (other is JsonObject shape)
                {
                    foreach (string mistake in Mistakes(member, shape, document, $"{path}/{name}")) yield return mistake;
                }
                else if (other is null || other.GetValueKind() != JsonValueKind.True)
                {
                    yield return $"{path}/{name} is not declared";
                }
            }
        }

        private static string TypeOf(JsonNode? value) => value?.GetValueKind() switch
        {
            JsonValueKind.Object => "object",
            JsonValueKind.Array => "array",
            JsonValueKind.String => "string",
            JsonValueKind.True or JsonValueKind.False => "boolean",
            JsonValueKind.Number => value.ToJsonString().AsSpan().ContainsAny('.', 'e', 'E') ? "number" : "integer",
            _ => "null",
        };
    }
}
