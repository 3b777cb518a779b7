using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace Gyrfalcon.Admin;

/// <summary>Why a request to the admin address was not answered as wanted (RFC 9457).</summary>
/// <param name="Title">What kind of problem, in a few words.</param>
/// <param name="Status">The status of the answer.</param>
/// <param name="Detail">What is wrong here, and what would be right.</param>
/// <param name="Errors">Every mistake of a configuration; null where there is none to tell.</param>
public sealed record Problem(string Title, int Status, string Detail, IReadOnlyList<string>? Errors = null)
{
    /// <summary>What else is told of it (RFC 9457 §3.2), such as that nothing was applied. It can be set, for the serializer takes what can only be initialised for a parameter.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Members { get; set; }

    /// <summary>The media type of problems.</summary>
    public const string MediaType = "application/problem+json";

    internal Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        context.Features.Set(this);

        // It shows nothing that a change could follow.
        context.Response.Headers.ETag = default;
        return context.Response.WriteAsJsonAsync(this, AdminJson.Default.Problem, MediaType, context.RequestAborted);
    }

    internal static Problem NotFound(string detail) => new("Not found", 404, detail);

    internal static Problem Malformed(string detail) => new("Malformed request", 400, detail);

    internal static Problem Stale { get; } = new("Changed since", 412, "Something else has been changed since the version that If-Match names. Look again, and decide again.");
}
