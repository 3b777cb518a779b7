using System;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Gyrfalcon.Admin;

namespace Gyrfalcon.Commands;

/// <summary><c>gyr explain --id</c>: what really happened to a request.</summary>
internal static class PastExchange
{
    internal static async Task<int> AskAsync(AdminSession session, string id)
    {
        if (await session.AskAsync(HttpMethod.Get, $"/v1/exchanges/{Uri.EscapeDataString(id)}", AdminJson.Default.JsonArray) is not { } found) return ExitCode.Failed;
        if (session.IsJson) return ExitCode.Ok;
        foreach (JsonNode? exchange in found) Print(exchange!);
        return ExitCode.Ok;
    }

    private static void Print(JsonNode exchange)
    {
        string? text(string name) => (string?)exchange[name];
        double time(string name) => ((double?)exchange[name] ?? 0) / 1000;
        Line($"request   {text("method") ?? "?"} {text("path") ?? "?"} for {text("host") ?? "no host"}, from {text("client")} by listener {text("listener")}, at {text("time")}");
        Line($"route     {text("route") ?? "none"}");
        if (text("cluster") is { } cluster) Line($"cluster   {cluster}, {(int?)exchange["attempts"] ?? 0} attempts, the last at {text("endpoint") ?? "no endpoint"}");
        foreach (JsonNode? attempt in exchange["tries"] as JsonArray ?? []) PrintAttempt(attempt!);
        if (text("trace_id") is { } trace) Line($"trace     {trace}");
        Line($"answer    {(int)exchange["status"]!}{(text("fault") is { } fault ? $" {fault}" : "")}{(text("detail") is { } detail ? $": {detail}" : "")}");
        double[] steps = [time("request_us"), time("queue_us"), time("connect_us"), time("response_us")];
        double total = time("total_us");
        Line($"times     {steps[0]:0.###} ms until its header block was here, {steps[1]:0.###} ms until the last attempt, {steps[2]:0.###} ms to connect, {steps[3]:0.###} ms to the response's header block, {Math.Max(0, total - steps.Sum()):0.###} ms to the end; {total:0.###} ms in all");
        Line($"bytes     {(long?)exchange["bytes_in"] ?? 0} of body in, {(long?)exchange["bytes_out"] ?? 0} out");
    }

    private static void PrintAttempt(JsonNode attempt)
    {
        double? time(string name) => (double?)attempt[name] / 1000;
        string began = ((FormattableString)$"{time("began_us"):0.###} ms").ToString(CultureInfo.InvariantCulture);
        string connected = time("connected_us") is { } at ? ((FormattableString)$", connection at {at:0.###} ms{((bool?)attempt["kept_connection"] == true ? " (kept)" : "")}").ToString(CultureInfo.InvariantCulture) : ", no connection";
        string end = (int?)attempt["status"] is { } status ? $"{status}" : (string?)attempt["fault"] ?? "given up";
        string ended = time("ended_us") is { } last ? ((FormattableString)$" at {last:0.###} ms").ToString(CultureInfo.InvariantCulture) : "";
        Line($"  try     {(string?)attempt["endpoint"]}{((bool?)attempt["hedge"] == true ? " beside the one before" : "")}: from {began}{connected}, {end}{ended}");
    }

    private static void Line(FormattableString line) => Console.Out.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
