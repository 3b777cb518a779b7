using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Gyrfalcon.Admin.Api;

/// <summary>Which of the kept exchanges are wanted, and in which order.</summary>
/// <param name="Names">Members of an exchange and what they must be, but for the endpoint.</param>
/// <param name="Endpoint">An attempt was made there, be it the last or not; null for any or none.</param>
/// <param name="IsFailed">Only those that went wrong, or did so at <paramref name="Endpoint"/>.</param>
/// <param name="IsSlowestFirst">The slowest first, rather than the latest.</param>
/// <param name="Limit">The most that are told.</param>
internal sealed record ExchangeFilter(IReadOnlyList<(string Name, string Value)> Names, string? Endpoint, bool IsFailed, bool IsSlowestFirst, int Limit)
{
    private static readonly string[] Exact = ["listener", "route", "cluster"];

    internal static IReadOnlyList<(string Name, string Description)> Query { get; } =
    [
        ("listener", "Only those that came in here."), ("route", "Only those that took this route."), ("cluster", "Only those that went to this cluster."),
        ("endpoint", "Only those of which an attempt was made at this URL, be it the last or not."),
        ("failed", "true: only those that went wrong; with an endpoint, also those that went wrong there and well elsewhere."),
        ("sort", "latest first, if it is left out, or slowest first."), ("limit", "The most that are told, from 1; all if it is left out."),
    ];

    /// <summary>What the query asks for; null with what is wrong with it.</summary>
    internal static ExchangeFilter? Read(IQueryCollection query, out string? problem)
    {
        string failed = query["failed"].FirstOrDefault() ?? "false";
        string sort = query["sort"].FirstOrDefault() ?? "latest";
        int limit = int.MaxValue;
        problem = failed is not ("true" or "false") ? "failed is true or false."
            : sort is not ("latest" or "slowest") ? "sort is latest or slowest."
            : query["limit"].FirstOrDefault() is { } written && (!int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit < 1) ? "The limit is a whole number from 1."
            : null;
        if (problem is not null) return null;
        return new ExchangeFilter([.. Exact.Where(query.ContainsKey).Select(name => (name, query[name].ToString()))], query["endpoint"].FirstOrDefault(), failed == "true", sort == "slowest", limit);
    }

    /// <summary>Those of <paramref name="lines"/> that are wanted: each a JSON object of one exchange, the latest first.</summary>
    internal IEnumerable<string> Of(IEnumerable<string> lines)
    {
        if (IsSlowestFirst) lines = Chosen(lines).OrderByDescending(static each => each.Time).Select(static each => each.Line);
        else if (Names.Count > 0 || Endpoint is not null || IsFailed) lines = Chosen(lines).Select(static each => each.Line);
        return lines.Take(Limit);
    }

    private IEnumerable<(string Line, long Time)> Chosen(IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement exchange = document.RootElement;
            if (IsWanted(exchange)) yield return (line, exchange.GetProperty("total_us"u8).GetInt64());
        }
    }

    private bool IsWanted(JsonElement exchange)
    {
        if (!Names.All(each => Is(exchange, each.Name, each.Value))) return false;
        if (Endpoint is null) return !IsFailed || HasFailed(exchange);
        JsonElement[] here = [.. Tries(exchange).Where(each => Is(each, "endpoint", Endpoint))];
        return (here.Length > 0 || Is(exchange, "endpoint", Endpoint)) && (!IsFailed || HasFailed(exchange) || here.Any(HasFailed));
    }

    private static JsonElement[] Tries(JsonElement exchange) => exchange.TryGetProperty("tries"u8, out JsonElement tries) ? [.. tries.EnumerateArray()] : [];

    private static bool Is(JsonElement thing, string name, string value) => thing.TryGetProperty(name, out JsonElement found) && found.ValueEquals(value);

    /// <summary>Of an exchange or of a try: it has a fault, or was answered 5xx.</summary>
    private static bool HasFailed(JsonElement thing) => thing.TryGetProperty("fault"u8, out _) || (thing.TryGetProperty("status"u8, out JsonElement status) && status.GetInt32() >= 500);
}
