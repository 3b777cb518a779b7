using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
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

    /// <summary>Statuses that only this one is answered with.</summary>
    internal IReadOnlyList<int> OwnRefusals { get; init; } = [];

    /// <summary>The statuses with which it can be refused, beside those of bugs and of a process that is about to end.</summary>
    internal IEnumerable<int> Refusals => new[]
    {
        (400, HasBody || TakesIfMatch || Query.Count > 0), (401, true), (403, true), (404, Path.Contains('{', StringComparison.Ordinal)), (412, TakesIfMatch), (413, HasBody), (415, HasBody), (421, true), (428, NeedsIfMatch), (429, true),
    }.Where(static each => each.Item2).Select(static each => each.Item1).Concat(OwnRefusals).Distinct().Order();

    /// <summary>What each status says.</summary>
    internal static IReadOnlyList<(int Status, string Meaning)> Meanings { get; } =
    [
        (400, "The request is malformed: its query, its body, or If-Match."),
        (401, "A token is wanted."),
        (403, "It was asked by a page of another origin."),
        (404, "There is no such thing."),
        (409, "It does not fit what is there."),
        (412, "Something else has been changed since what If-Match names."),
        (413, "The body is too large."),
        (415, "The body has another type than is wanted."),
        (421, "This address is asked for by another name."),
        (422, "It was tried and refused, with every mistake in `errors`; nothing has changed."),
        (428, "If-Match is wanted."),
        (429, "Too many wrong tokens came from this address."),
        (503, "Another process has taken over, or this one is stopping."),
    ];

    private bool HasBody => Body is not null || Bodies.Count > 0;
}
