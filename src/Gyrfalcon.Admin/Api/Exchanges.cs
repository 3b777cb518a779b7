using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Gyrfalcon.Admin.Api;

/// <summary>What handlers of operations read and write.</summary>
internal static class Exchanges
{
    /// <summary>The largest body that is taken, in bytes: that of the largest configuration.</summary>
    internal const int MostBytes = 10 * 1024 * 1024;

    private const char ByteOrderMark = '\uFEFF';

    private static readonly string[] JsonTypes = ["application/json"];

    internal static Task AnswerAsync<T>(this HttpContext http, T answer, JsonTypeInfo<T> type, int status = 200)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsJsonAsync(answer, type, "application/json", http.RequestAborted);
    }

    /// <summary>
    /// What the answer shows is at least as new as this version. It must have been read before that: an old tag on something newer makes a change that follows it be refused, the reverse would let it overrun what nobody has seen.
    /// </summary>
    internal static void Tag(this HttpContext http, long version) => http.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>Whether a change may be tried: If-Match is not there, names versions, or is <c>*</c>. Why not, otherwise.</summary>
    /// <param name="http">The request.</param>
    /// <param name="context">What is changed.</param>
    /// <param name="seen">The version that it names; null for any.</param>
    internal static Problem? CheckIfMatch(this HttpContext http, AdminContext context, out long? seen)
    {
        seen = null;
        if (http.Request.Headers.IfMatch.Count == 0) return null;
        if (!IfMatch.TryRead(http.Request.Headers.IfMatch.ToString(), context.Reloader.Version, out bool isAny, out seen)) return Problem.Malformed("If-Match is `*` or ETags in quotes, as answers have them: If-Match: \"7\".");
        return isAny || seen is not null ? null : Problem.Stale;
    }

    /// <summary>Who asks, for whoever writes the audit of what is asked for; <see cref="Operation.AuditRefusal"/> need not, then.</summary>
    internal static string Asker(this HttpContext http)
    {
        http.Features.Set(new Audited());
        return AdminGate.NameOf(http);
    }

    /// <summary>What becomes of the request is in the audit already, or will be.</summary>
    internal static bool IsAudited(this HttpContext http) => http.Features.Get<Audited>() is not null;

    /// <summary>The part of the path in braces. The server leaves an encoded slash as it is, and decodes everything else.</summary>
    internal static string Parameter(this HttpContext http, string name) => ((string?)http.Request.RouteValues[name] ?? "").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    /// <summary>The body as text; null if it was refused.</summary>
    /// <param name="http">The request.</param>
    /// <param name="types">The media types that it may have; none at all is all right, too.</param>
    internal static async Task<string?> ReadTextAsync(this HttpContext http, IReadOnlyList<string> types)
    {
        if (http.Request.ContentType is { Length: > 0 } written && !IsOneOf(written, types))
        {
            await new Problem("Unsupported media type", 415, $"The body must be of one of these types, in UTF-8: {string.Join(", ", types)}. Send the right Content-Type.").WriteAsync(http);
            return null;
        }

        // Nothing else is looked for at its beginning: what a reader takes for UTF-16 is none here.
        using var reader = new StreamReader(http.Request.Body, new UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: false);
        try
        {
            return (await reader.ReadToEndAsync(http.RequestAborted)).TrimStart(ByteOrderMark);
        }
        catch (DecoderFallbackException)
        {
            await Problem.Malformed("The body is not UTF-8.").WriteAsync(http);
            return null;
        }
    }

    /// <summary>The body; null if it was refused. An empty one is an empty object.</summary>
    internal static async Task<T?> ReadAsync<T>(this HttpContext http, JsonTypeInfo<T> type)
        where T : class
    {
        if (await http.ReadTextAsync(JsonTypes) is not { } text) return null;

        // Other pages can send a body without a type, and need not ask before they do.
        if (text.Length > 0 && string.IsNullOrEmpty(http.Request.ContentType))
        {
            await new Problem("Unsupported media type", 415, "The body must say that it is JSON: Content-Type: application/json.").WriteAsync(http);
            return null;
        }

        try
        {
            JsonNode? node = JsonNode.Parse(text.Length == 0 ? "{}" : text, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });
            string? mistake = node is null ? "The body is null." : BodyShape.Mistake(node, type);
            if (mistake is null && node.Deserialize(type) is { } body) return body;
            await Problem.Malformed(mistake!).WriteAsync(http);
        }
        catch (JsonException wrong)
        {
            await Problem.Malformed($"The body is not what is wanted here: {wrong.Message}").WriteAsync(http);
        }

        return null;
    }

    private static bool IsOneOf(string written, IReadOnlyList<string> types)
        => MediaTypeHeaderValue.TryParse(written, out MediaTypeHeaderValue? type)
            && types.Contains(type.MediaType.ToString(), StringComparer.OrdinalIgnoreCase)
            && (!type.Charset.HasValue || type.Charset.Value.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    private sealed class Audited;
}
