using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace Gyrfalcon.Admin.Api;

/// <summary>What really happened to exchanges that have ended: all that went wrong lately and all slow ones, and a sample of the rest.</summary>
internal static class ExchangesApi
{
    internal static Task AllAsync(AdminContext context, HttpContext http)
        => ExchangeFilter.Read(http.Request.Query, out string? problem) is { } filter ? WriteAsync(http, filter.Of(Read(context))) : Problem.Malformed(problem!).WriteAsync(http);

    internal static Task OneAsync(AdminContext context, HttpContext http)
    {
        string id = http.Parameter("id");
        string[] found = [.. Read(context).Where(line => (string?)JsonNode.Parse(line)!["request_id"] == id)];
        return found.Length > 0 ? WriteAsync(http, found) : Problem.NotFound($"No exchange with the id {id} is kept: those that failed or were slow are, and one of a hundred others, until newer ones take their places.").WriteAsync(http);
    }

    /// <summary>The latest first.</summary>
    private static IEnumerable<string> Read(AdminContext context)
        => context.Proxy.Workers.SelectMany(static worker => worker.Recent.Read()).OrderByDescending(static line => line, StringComparer.Ordinal);

    private static Task WriteAsync(HttpContext http, IEnumerable<string> lines)
    {
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync($"[{string.Join(",\n", lines)}]", http.RequestAborted);
    }
}
