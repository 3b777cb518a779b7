using System;
using System.Globalization;
using System.IO;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace Gyrfalcon.Admin.Api;

/// <summary>What handlers of operations read and write.</summary>
internal static class Exchanges
{
    /// <summary>The largest body that is taken, in bytes: that of the largest configuration.</summary>
    internal const int MostBytes = 10 * 1024 * 1024;

    internal static Task AnswerAsync<T>(this HttpContext http, T answer, JsonTypeInfo<T> type, int status = 200)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsJsonAsync(answer, type, "application/json", http.RequestAborted);
    }

    /// <summary>
    /// What the answer shows is at least as new as this version. It must have been read before that: an old tag on something newer makes a change that follows it be refused, the reverse would let it overrun what nobody has seen.
    /// </summary>
    internal static void Tag(this HttpContext http, long version) => http.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>The version that If-Match names; null for any, or if it is not sent. False if it names none of ours.</summary>
    internal static bool TryGetSeen(this HttpContext http, out long? seen)
    {
        seen = null;
        string match = http.Request.Headers.IfMatch.ToString();
        if (match is "" or "*") return true;
        if (!long.TryParse(match.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out long version)) return false;
        seen = version;
        return true;
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

    internal static async Task<string?> ReadTextAsync(this HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body, new UTF8Encoding(false, throwOnInvalidBytes: true));
        try
        {
            return await reader.ReadToEndAsync(http.RequestAborted);
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
        if (await http.ReadTextAsync() is not { } text) return null;
        if (text.Length > 0 && !http.Request.HasJsonContentType())
        {
            await new Problem("Unsupported media type", 415, "The body must be JSON: Content-Type: application/json.").WriteAsync(http);
            return null;
        }

        try
        {
            if (JsonSerializer.Deserialize(text.Length == 0 ? "{}" : text, type) is { } body) return body;
            await Problem.Malformed("The body is null.").WriteAsync(http);
        }
        catch (JsonException wrong)
        {
            await Problem.Malformed($"The body is not what is wanted here: {wrong.Message}").WriteAsync(http);
        }

        return null;
    }

    private sealed class Audited;
}
