using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Reload;
using Microsoft.AspNetCore.Http;

namespace Gyrfalcon.Admin.Api;

/// <summary>The configuration: as it is in force, another one, and those before.</summary>
internal static class ConfigApi
{
    private const string Yaml = "application/yaml";
    private static readonly string[] ConfigurationTypes = [Yaml, "application/x-yaml", "text/yaml", "text/x-yaml", "application/json", "text/plain"];
    private static readonly string[] PatchTypes = ["application/merge-patch+json", "application/json"];

    private const string NoText = "The configuration in force was made of options of the command line; replace it with PUT.";

    /// <summary>YAML as it was written, or JSON that says the same to those who want it.</summary>
    internal static async Task ReadAsync(AdminContext context, HttpContext http)
    {
        if (context.Reloader.Revisions.Current.Text is not { } text)
        {
            await Problem.NotFound("The configuration in force was made of options of the command line; there is no text of it.").WriteAsync(http);
            return;
        }

        bool isJson = http.Request.Headers.Accept.ToString().Contains("application/json", StringComparison.OrdinalIgnoreCase);
        http.Response.ContentType = isJson ? "application/json" : Yaml;
        await http.Response.WriteAsync(isJson ? ConfigJson.Of(ConfigSecrets.Hide(text)) ?? "{}" : ConfigSecrets.Hide(text), http.RequestAborted);
    }

    internal static async Task ReplaceAsync(AdminContext context, HttpContext http)
    {
        (bool isGood, long? seen) = await SeenAsync(context, http);
        if (!isGood) return;
        if (await http.ReadTextAsync(ConfigurationTypes) is { } text) await ReplaceAsync(context, http, "replace the configuration", _ => (text, null), seen);
    }

    /// <summary>A merge patch (RFC 7396) of the JSON that <see cref="ReadAsync"/> gives.</summary>
    internal static async Task PatchAsync(AdminContext context, HttpContext http)
    {
        (bool isGood, long? seen) = await SeenAsync(context, http);
        if (!isGood) return;
        if (await http.ReadTextAsync(PatchTypes) is not { } body) return;
        if (context.Reloader.Revisions.Current.Text is null)
        {
            await new Problem("Conflict", 409, NoText).WriteAsync(http);
            return;
        }

        try
        {
            JsonNode? patch = JsonNode.Parse(body, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });
            await ReplaceAsync(context, http, "patch the configuration", current => current is not null && ConfigJson.Of(current) is { } json ? (MergePatch.Apply(JsonNode.Parse(json), patch)?.ToJsonString(ConfigJson.Readable) ?? "", null) : (null, NoText), seen);
        }
        catch (JsonException wrong)
        {
            await Problem.Malformed($"The patch is no JSON: {wrong.Message}").WriteAsync(http);
        }
    }

    internal static async Task PlanAsync(AdminContext context, HttpContext http)
    {
        if (await http.ReadTextAsync(ConfigurationTypes) is not { } text) return;
        await AnswerAsync(http, ConfigSecrets.Restore(text, context.Reloader.Revisions.Current.Text, out string? problem) is { } whole ? await context.Reloader.PlanAsync(whole) : Refusal(problem!));
    }

    internal static async Task ReloadAsync(AdminContext context, HttpContext http)
    {
        if (!context.CanReload) await new Problem("Conflict", 409, "The configuration was made of options of the command line; there is no file to read again.").WriteAsync(http);
        else if (http.CheckIfMatch(context, out long? seen) is { } problem) await problem.WriteAsync(http);
        else await AnswerAsync(http, await context.Reloader.ReloadAsync(http.Asker(), seen));
    }

    internal static Task RevisionsAsync(AdminContext context, HttpContext http)
    {
        Revision current = context.Reloader.Revisions.Current;
        return http.AnswerAsync([.. context.Reloader.Revisions.All.Select(revision => Describe.Revision(revision, current))], AdminJson.Default.RevisionViewArray);
    }

    internal static async Task RevisionAsync(AdminContext context, HttpContext http)
    {
        if (Find(context, http)?.Text is { } text)
        {
            http.Response.ContentType = Yaml;
            await http.Response.WriteAsync(ConfigSecrets.Hide(text), http.RequestAborted);
        }
        else
        {
            await NoRevision(http).WriteAsync(http);
        }
    }

    internal static async Task RollBackAsync(AdminContext context, HttpContext http)
    {
        if (http.CheckIfMatch(context, out long? seen) is { } problem) await problem.WriteAsync(http);
        else if (Find(context, http) is { } revision && await context.Reloader.RollBackAsync(revision.Number, http.Asker(), seen) is { } outcome) await AnswerAsync(http, outcome);
        else await NoRevision(http).WriteAsync(http);
    }

    internal static async Task UpgradeAsync(AdminContext context, HttpContext http)
    {
        if (context.Upgrade is not { } upgrade)
        {
            await new Problem("Conflict", 409, "This process cannot be upgraded: it was not started by `gyr run`.").WriteAsync(http);
            return;
        }

        UpgradeAnswer answer = await upgrade(http.Asker());
        if (answer.Upgraded) await http.AnswerAsync(answer, AdminJson.Default.UpgradeAnswer);
        else await new Problem("Upgrade failed", 422, "The upgrade failed, and the old process goes on as before.", answer.Errors) { Members = new Dictionary<string, JsonElement> { ["upgraded"] = JsonElement.Parse("false"), ["process"] = JsonElement.Parse("null") } }.WriteAsync(http);
    }

    private static Revision? Find(AdminContext context, HttpContext http)
        => int.TryParse(http.Parameter("number"), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? context.Reloader.Revisions.Find(number) : null;

    private static Problem NoRevision(HttpContext http) => Problem.NotFound($"There is no revision {http.Parameter("number")} whose text is known.");

    /// <summary>A whole configuration is not replaced by somebody who does not know what was there.</summary>
    private static async Task<(bool IsGood, long? Seen)> SeenAsync(AdminContext context, HttpContext http)
    {
        if (http.Request.Headers.IfMatch.Count == 0) await new Problem("Precondition required", 428, "Send If-Match with the ETag of what you have seen (GET /v1/config), or `If-Match: *` for whatever there is.").WriteAsync(http);
        else if (http.CheckIfMatch(context, out long? seen) is { } problem) await problem.WriteAsync(http);
        else return (true, seen);
        return (false, null);
    }

    /// <summary>What was hidden when it was read is put in again. All of it happens in the change's turn: what is patched, or taken out of the configuration in force, is what the change follows.</summary>
    private static async Task ReplaceAsync(AdminContext context, HttpContext http, string what, Func<string?, (string? Text, string? Problem)> rewrite, long? seen)
        => await AnswerAsync(
            http,
            await context.Reloader.ReplaceAsync(
                current =>
                {
                    (string? text, string? problem) = rewrite(current);
                    return text is null ? (null, problem) : (ConfigSecrets.Restore(text, current, out problem), problem);
                },
                http.Asker(),
                what,
                seen));

    private static ReloadOutcome Refusal(string problem) => new(false, [], [problem]);

    private static Task AnswerAsync(HttpContext http, ReloadOutcome outcome)
    {
        if (outcome.IsStale) return Problem.Stale.WriteAsync(http);
        if (outcome.Applied && outcome.Version != 0) http.Tag(outcome.Version);
        if (outcome.Applied) return http.AnswerAsync(new ReloadAnswer(true, [.. outcome.Changes.Select(ReloadAnswer.LineOf)], []), AdminJson.Default.ReloadAnswer);
        return new Problem("Refused", 422, "The configuration is refused, and nothing has changed.", outcome.Errors) { Members = new Dictionary<string, JsonElement> { ["applied"] = JsonElement.Parse("false"), ["changes"] = JsonElement.Parse("[]") } }.WriteAsync(http);
    }
}
