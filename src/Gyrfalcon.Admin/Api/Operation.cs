using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Tasks;
using Gyrfalcon.Proxy.Reload;
using Microsoft.AspNetCore.Http;

namespace Gyrfalcon.Admin.Api;

/// <summary>One thing that can be asked of the admin address: it is served, and stands in the OpenAPI document, from here.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path, with parameters in braces.</param>
/// <param name="Summary">What it does, in a sentence.</param>
/// <param name="Answer">The shape of a good answer; null where <see cref="Answers"/> has it, or there is none.</param>
/// <param name="HandleAsync">Does it.</param>
internal sealed record Operation(string Method, string Path, string Summary, JsonTypeInfo? Answer, Func<AdminContext, HttpContext, Task> HandleAsync)
{
    /// <summary>The shape of the body; null where <see cref="Bodies"/> has it, or there is none.</summary>
    internal JsonTypeInfo? Body { get; init; }

    /// <summary>What may stand in the query, with what it means.</summary>
    internal IReadOnlyList<(string Name, string Description)> Query { get; init; } = [];

    /// <summary>The media types of the body with its shapes, where no serializer reads it.</summary>
    internal IReadOnlyList<(string MediaType, Func<JsonNode> Schema)> Bodies { get; init; } = [];

    /// <summary>The media types of a good answer with its shapes, where no serializer writes it.</summary>
    internal IReadOnlyList<(string MediaType, Func<JsonNode> Schema)> Answers { get; init; } = [];

    /// <summary>It can be told what the caller has seen (If-Match), and does nothing if something else has been changed since: whatever changes what has a version.</summary>
    internal bool TakesIfMatch { get; init; } = Method is not "GET";

    /// <summary>It is a question, whatever the method is.</summary>
    internal bool IsQuestion { get; init; }

    /// <summary>Puts it into the audit that a change was refused before anybody tried it, for its path, its body or its If-Match.</summary>
    internal void AuditRefusal(AdminContext context, HttpContext http)
    {
        if (Method == "GET" || IsQuestion || http.Response.StatusCode < 400 || http.IsAudited()) return;
        string reason = http.Features.Get<Problem>()?.Detail ?? "see the answer";
        context.Reloader.Audit.Add(new AuditEntry(DateTime.UtcNow, AdminGate.NameOf(http), $"{Method} {http.Request.Path}", false, string.Create(CultureInfo.InvariantCulture, $"refused with {http.Response.StatusCode}: {reason}")));
    }

    /// <summary>If-Match must be sent.</summary>
    internal bool NeedsIfMatch { get; init; }
}
