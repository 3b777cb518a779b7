using System;
using System.Collections.Generic;
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
            ["components"] = new JsonObject { ["schemas"] = new JsonObject { ["Configuration"] = Shapes.ReadConfiguration() }, ["securitySchemes"] = new JsonObject { ["token"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" } } },
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
        if (operation.Body is { } body) result["requestBody"] = new JsonObject { ["content"] = Content("application/json", body) };
        else if (operation.Bodies.Count > 0) result["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Content(operation.Bodies) };
        var good = new JsonObject { ["description"] = operation.Summary };
        if (operation.Answer is { } answer) good["content"] = Content("application/json", answer);
        else if (operation.Answers.Count > 0) good["content"] = Content(operation.Answers);
        result["responses"] = new JsonObject
        {
            ["2XX"] = good,
            ["default"] = new JsonObject { ["description"] = "Why not.", ["content"] = Content(Problem.MediaType, AdminJson.Default.Problem) },
        };
        return result;
    }

    private static JsonObject Parameter(string name, string where, bool isRequired, string description)
        => new() { ["name"] = name, ["in"] = where, ["required"] = isRequired, ["description"] = description, ["schema"] = new JsonObject { ["type"] = "string" } };

    private static JsonObject Content(IEnumerable<(string MediaType, Func<JsonNode> Schema)> shapes)
        => new([.. shapes.Select(static each => new KeyValuePair<string, JsonNode?>(each.MediaType, new JsonObject { ["schema"] = each.Schema() }))]);

    private static JsonObject Content(string mediaType, JsonTypeInfo type) => new() { [mediaType] = new JsonObject { ["schema"] = type.GetJsonSchemaAsNode() } };
}
