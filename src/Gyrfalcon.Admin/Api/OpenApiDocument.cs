using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Gyrfalcon.Proxy;
using Gyrfalcon.Proxy.Configuration;

namespace Gyrfalcon.Admin.Api;

/// <summary>The OpenAPI 3.1 description of the admin address, made from <see cref="Operations"/>.</summary>
internal static class OpenApiDocument
{
    internal static string Text { get; } = Write().ToJsonString(ConfigJson.Readable);

    private static JsonObject Write()
    {
        var paths = new JsonObject();
        foreach (IGrouping<string, Operation> path in Operations.All.GroupBy(static operation => operation.Path))
        {
            var item = new JsonObject();
            foreach (Operation operation in path) item[operation.Method.ToLowerInvariant()] = Write(operation);
            paths[path.Key] = item;
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = "Gyrfalcon admin API", ["version"] = typeof(ProxyServer).Assembly.GetName().Version?.ToString(3) ?? "" },
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = new JsonObject { ["Configuration"] = Shapes.ReadConfiguration(), ["Problem"] = ProblemSchema() }, ["responses"] = Problems(), ["securitySchemes"] = new JsonObject { ["token"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" } } },
            ["security"] = new JsonArray(new JsonObject(), new JsonObject { ["token"] = new JsonArray() }),
        };
    }

    private static JsonObject Write(Operation operation)
    {
        var parameters = new JsonArray();
        foreach (string name in operation.Path.Split('/').Where(static part => part.StartsWith('{'))) parameters.Add((JsonNode)Parameter(name[1..^1], "path", isRequired: true, "A name, percent-encoded."));
        foreach ((string name, string description) in operation.Query) parameters.Add((JsonNode)Parameter(name, "query", isRequired: false, description));
        if (operation.TakesIfMatch) parameters.Add((JsonNode)Parameter("If-Match", "header", operation.NeedsIfMatch, "The ETag of what the caller has seen: if something else has been changed since, the answer is 412."));
        var result = new JsonObject { ["summary"] = operation.Summary, ["parameters"] = parameters };
        if (operation.Body is { } body) result["requestBody"] = new JsonObject { ["required"] = body.Properties.Any(static each => each.IsRequired), ["content"] = Content("application/json", body) };
        else if (operation.Bodies.Count > 0) result["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Content(operation.Bodies) };
        var good = new JsonObject
        {
            ["description"] = operation.Summary,
            ["headers"] = new JsonObject { ["ETag"] = new JsonObject { ["description"] = "The number of the last change, in quotes: that of this one, if it is a change. What is told is never older.", ["schema"] = Shapes.Text() } },
        };
        if (operation.Answer is { } answer) good["content"] = Content("application/json", answer);
        else if (operation.Answers.Count > 0) good["content"] = Content(operation.Answers);
        var responses = new JsonObject { ["2XX"] = good };
        foreach (int status in operation.Refusals) responses[Key(status)] = Reference($"responses/{Key(status)}");
        responses["default"] = Reference("responses/other");
        result["responses"] = responses;
        return result;
    }

    private static JsonObject Problems()
    {
        var problems = new JsonObject();
        foreach ((int status, string meaning) in Operation.Meanings) problems[Key(status)] = Of(meaning);
        problems["other"] = Of("Why not.");
        return problems;

        static JsonObject Of(string meaning) => new() { ["description"] = meaning, ["content"] = new JsonObject { [Problem.MediaType] = new JsonObject { ["schema"] = Reference("schemas/Problem") } } };
    }

    /// <summary>A problem may say more (RFC 9457 §3.2).</summary>
    private static JsonNode ProblemSchema()
    {
        JsonNode schema = Schema(AdminJson.Default.Problem);
        schema["additionalProperties"] = true;
        return schema;
    }

    private static JsonObject Reference(string component) => new() { ["$ref"] = $"#/components/{component}" };

    private static string Key(int status) => status.ToString(CultureInfo.InvariantCulture);

    /// <summary>What is not said to be null is not.</summary>
    private static JsonNode Schema(JsonTypeInfo type) => type.GetJsonSchemaAsNode(new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true });

    private static JsonObject Parameter(string name, string where, bool isRequired, string description)
        => new() { ["name"] = name, ["in"] = where, ["required"] = isRequired, ["description"] = description, ["schema"] = new JsonObject { ["type"] = "string" } };

    private static JsonObject Content(IEnumerable<(string MediaType, Func<JsonNode> Schema)> shapes)
        => new([.. shapes.Select(static each => new KeyValuePair<string, JsonNode?>(each.MediaType, new JsonObject { ["schema"] = each.Schema() }))]);

    private static JsonObject Content(string mediaType, JsonTypeInfo type) => new() { [mediaType] = new JsonObject { ["schema"] = Schema(type) } };
}
