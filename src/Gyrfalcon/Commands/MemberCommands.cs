using System;
using System.CommandLine;
using System.Globalization;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using Gyrfalcon.Admin;
using Gyrfalcon.Admin.Api.Views;

namespace Gyrfalcon.Commands;

/// <summary><c>gyr drain</c>, <c>gyr enable</c>, <c>gyr weight</c>: change one endpoint of the running process.</summary>
internal static class MemberCommands
{
    private const string Instead = "change the configuration and reload it instead";

    internal static Command Drain()
    {
        Argument<string> endpoint = Endpoint();
        var reason = new Option<string?>("--reason") { Description = "Why: it is shown wherever the endpoint is, and stands in the audit." };
        var command = new Command("drain", "Let an endpoint get no new requests. Those under way and sessions that stick to it go on.\n\nExample: gyr drain app/10.0.0.3:8080 --reason \"new kernel\"") { endpoint, reason };
        var options = new AdminOptions(command);
        command.SetAction((parsed, stop) => RunAsync(options, parsed, HttpMethod.Post, parsed.GetRequiredValue(endpoint), "/drain", JsonSerializer.Serialize(new DrainReason { Reason = parsed.GetValue(reason) }, AdminJson.Default.DrainReason), stop));
        return command;
    }

    internal static Command Enable()
    {
        Argument<string> endpoint = Endpoint();
        var command = new Command("enable", "Let a drained endpoint get requests again.\n\nExample: gyr enable app/10.0.0.3:8080") { endpoint };
        var options = new AdminOptions(command);
        command.SetAction((parsed, stop) => RunAsync(options, parsed, HttpMethod.Post, parsed.GetRequiredValue(endpoint), "/enable", null, stop));
        return command;
    }

    internal static Command Weight()
    {
        Argument<string> endpoint = Endpoint();
        var weight = new Argument<string>("weight") { Description = "0 to 1000, or `default` for that of the configuration." };
        weight.Validators.Add(static result =>
        {
            string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (text != "default" && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= 1000)) result.AddError($"`{text}` is no weight: 0 to 1000, or `default`");
        });
        var command = new Command("weight", "Give an endpoint another share of the requests.\n\nExample: gyr weight app/10.0.0.3:8080 50") { endpoint, weight };
        var options = new AdminOptions(command);
        command.SetAction((parsed, stop) =>
        {
            string text = parsed.GetRequiredValue(weight);
            var wanted = new NewWeight { Weight = text == "default" ? null : int.Parse(text, CultureInfo.InvariantCulture) };
            return RunAsync(options, parsed, HttpMethod.Patch, parsed.GetRequiredValue(endpoint), "", JsonSerializer.Serialize(wanted, AdminJson.Default.NewWeight), stop);
        });
        return command;
    }

    private static Argument<string> Endpoint()
    {
        var endpoint = new Argument<string>("cluster/endpoint") { Description = "The cluster, a slash, and the endpoint's URL or its host and port: app/10.0.0.3:8080." };
        endpoint.Validators.Add(static result =>
        {
            string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            int at = text.IndexOf('/', StringComparison.Ordinal);
            if (at <= 0 || at == text.Length - 1) result.AddError($"`{text}` is not CLUSTER/ENDPOINT, such as app/10.0.0.3:8080");
        });
        return endpoint;
    }

    private static Task<int> RunAsync(AdminOptions options, ParseResult parsed, HttpMethod method, string name, string action, string? body, System.Threading.CancellationToken stop)
    {
        int slash = name.IndexOf('/', StringComparison.Ordinal);
        string path = $"/v1/clusters/{Uri.EscapeDataString(name[..slash])}/endpoints/{Uri.EscapeDataString(name[(slash + 1)..])}{action}";
        return options.RunAsync(parsed, TimeSpan.FromSeconds(10), Instead, session => AskAsync(session, method, path, body), stop);
    }

    private static async Task<int> AskAsync(AdminSession session, HttpMethod method, string path, string? body)
    {
        if (await session.AskAsync(method, path, AdminJson.Default.EndpointView, body) is not { } endpoint) return ExitCode.Failed;
        if (!session.IsJson)
        {
            string reasons = EndpointsCommand.Reason(endpoint);
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{endpoint.Cluster}/{endpoint.Url}: {endpoint.State}, weight {endpoint.Weight}, {endpoint.InFlight} requests under way{(reasons.Length > 0 ? $" ({reasons})" : "")}"));
        }

        return ExitCode.Ok;
    }
}
