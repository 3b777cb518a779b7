using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using Gyrfalcon.Admin;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Explaining;
using Gyrfalcon.Proxy.Snapshots;

namespace Gyrfalcon.Commands;

/// <summary><c>gyr explain</c>: what would become of a request, and why.</summary>
internal static class ExplainCommand
{
    internal static Command Create()
    {
        var method = new Argument<string?>("method") { Description = "The method, such as GET.", Arity = ArgumentArity.ZeroOrOne };
        var url = new Argument<string?>("url") { Description = "The URL, or a path with the host in a field.", Arity = ArgumentArity.ZeroOrOne };
        var header = new Option<string[]>("--header", "-H") { Description = "A field line, `name: value`; may be given several times." };
        var http10 = new Option<bool>("--http1.0") { Description = "The request is one of HTTP/1.0." };
        var listener = new Option<string?>("--listener") { Description = "The listener that the request comes in by. Without it: the one with the URL's port, else with its scheme, else the first." };
        var client = new Option<string?>("--client") { Description = "The client's address. Without it: one of this machine." };
        var live = new Option<bool>("--live") { Description = "Ask the running process, which knows how its endpoints are. Without it: what the configuration says." };
        var id = new Option<string?>("--id") { Description = "The id of a request (X-Request-ID) that the running process has answered: tell what really happened to it, instead." };
        var sign = new Option<string?>("--sign") { Description = "The key file of the configuration (explain.key-file): print a field that lets the real answer to this request tell the same, instead." };
        var time = new Option<string?>("--for") { Description = "With --sign: how long the field is good, up to 10m. Without it: 5m." };
        var command = new Command(
            "explain",
            "Tell what would become of a request: each route that is asked and why it does not take it, what is changed on the way, the cluster, each endpoint with its chance or why it is out, and when it is given up or tried again.\n\nExample: gyr explain GET https://api.example.com/v1/users -H 'x-beta: 1'\n         gyr explain --id 290a2749534ac2b049d276f9ca2deb16\n         curl -si -H \"$(gyr explain --sign explain.key GET https://api.example.com/v1)\" https://api.example.com/v1")
        { method, url, header, http10, listener, client, live, id, sign, time };
        var options = new AdminOptions(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(id) is null && result.GetValue(url) is null) result.AddError("name a method and a URL, or the --id of a request");
            else if (result.GetValue(id) is not null && result.GetValue(method) is not null) result.AddError("name a method and a URL, or the --id of a request, not both");
            if (result.GetValue(id) is "") result.AddError("--id takes the id of a request, and this one is empty");
            if ((result.GetValue(header) ?? []).Any(static line => line.Length == 0 || line.AsSpan().ContainsAny('\r', '\n'))) result.AddError("-H takes one field line, `name: value`, which is neither empty nor holds a line break");
            if (result.GetValue(client) is { } address && !IPAddress.TryParse(address, out _)) result.AddError("--client takes an address, such as 192.0.2.1");
            if (result.GetValue(sign) is not null && (result.GetValue(id) is not null || result.GetValue(live))) result.AddError("--sign goes neither with --id nor with --live: the field is for the answer to the request itself");
            if (result.GetValue(time) is not null && result.GetValue(sign) is null) result.AddError("--for goes with --sign");
            if (result.GetValue(time) is { } text && (!DurationOption.TryParse(text, out TimeSpan lifetime) || lifetime < TimeSpan.FromSeconds(1) || lifetime > ExplainSignature.Longest)) result.AddError("--for takes a time up to 10m, such as 30s or 5m");
        });
        command.SetAction((parsed, stop) =>
        {
            if (parsed.GetValue(id) is { } past) return options.RunAsync(parsed, TimeSpan.FromSeconds(10), "look into its access log", session => PastExchange.AskAsync(session, past), stop);
            if (parsed.GetValue(sign) is { } key) return Task.FromResult(SignedField.Print(key, parsed.GetValue(method)!, parsed.GetValue(url)!, parsed.GetValue(time)));
            var question = new Question { Method = parsed.GetValue(method)!, Url = parsed.GetValue(url)!, Version = parsed.GetValue(http10) ? "1.0" : "1.1", Headers = parsed.GetValue(header) ?? [], Listener = parsed.GetValue(listener), Client = parsed.GetValue(client) };
            return parsed.GetValue(live)
                ? options.RunAsync(parsed, TimeSpan.FromSeconds(10), "leave out --live", session => AskAsync(session, question), stop)
                : Task.FromResult(Offline(options.ConfigOf(parsed), options.IsJson(parsed), question));
        });
        return command;
    }

    private static async Task<int> AskAsync(AdminSession session, Question question)
    {
        if (await session.AskAsync(HttpMethod.Post, "/v1/explain", AdminJson.Default.Explanation, JsonSerializer.Serialize(question, AdminJson.Default.Question)) is not { } explanation) return ExitCode.Failed;
        if (!session.IsJson) Print(explanation);
        return ExitCode.Ok;
    }

    private static int Offline(string? file, bool isJson, Question question)
    {
        string? path = file ?? ConfigFile.DefaultPaths.FirstOrDefault(File.Exists);
        if (path is null)
        {
            Console.Error.WriteLine($"gyr: there is no configuration at {string.Join(" or ", ConfigFile.DefaultPaths)}; name one with --config, or ask the process that runs with --live");
            return ExitCode.Failed;
        }

        ConfigResult result = ConfigFile.Load(path);
        if (!result.Ok)
        {
            ValidateCommand.Report(result, Console.Error);
            return ExitCode.Failed;
        }

        Explanation? explanation = SnapshotCompiler.Compile(result.Config, 1, out string? problem) is { } snapshot ? Explainer.Explain(question, snapshot, isLive: false, out problem) : null;
        if (explanation is null)
        {
            Console.Error.WriteLine($"gyr: {problem}");
            return ExitCode.Failed;
        }

        if (isJson) Console.Out.WriteLine(JsonSerializer.Serialize(explanation, AdminJson.Default.Explanation));
        else Print(explanation);
        return ExitCode.Ok;
    }

    private static void Print(Explanation explanation)
    {
        TextWriter output = Console.Out;
        output.WriteLine($"listener  {explanation.Listener}");
        foreach (RouteTrial trial in explanation.Routes) output.WriteLine(trial.Matches ? $"route     {trial.Route}: taken" : $"route     {trial.Route}: no, {(trial.Why.Length > 0 ? trial.Why : "for another matches first or the path is unclear")}");
        if (explanation.Answer is { } answer) output.WriteLine($"answer    {answer}");
        foreach (string policy in explanation.Policies) output.WriteLine($"way       {policy}");
        foreach (ClusterChance cluster in explanation.Clusters)
        {
            output.WriteLine($"cluster   {cluster.Name} ({cluster.Chosen}), {cluster.Balancer}");
            if (cluster.Session is { } session) output.WriteLine($"session   {session}");
            foreach (EndpointChance endpoint in cluster.Endpoints) output.WriteLine($"endpoint  {endpoint.Url}: {(endpoint.IsCandidate ? "" : "out, ")}{endpoint.Why}");
        }

        foreach (string decision in explanation.Decisions) output.WriteLine($"then      {decision}");
    }
}
