using System;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Gyrfalcon.Admin.Api;
using Xunit;

namespace Gyrfalcon.Admin.Tests;

public sealed class OperationsTests
{
    [Fact]
    public void EachStandsInTheDocuments()
    {
        string text = File.ReadAllText(Path.Combine(Path.GetDirectoryName(Here())!, "../../docs/admin-api.md"));
        JsonObject paths = JsonNode.Parse(OpenApiDocument.Text)!["paths"]!.AsObject();
        Assert.All(Operations.All, operation =>
        {
            Assert.Contains($"`{operation.Method} {operation.Path}`", text, StringComparison.Ordinal);
            Assert.Equal(operation.Summary, (string?)paths[operation.Path]![operation.Method.ToLowerInvariant()]!["summary"]);
        });
        Assert.Equal(Operations.All.Count, Operations.All.DistinctBy(static operation => (operation.Method, operation.Path)).Count());
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
