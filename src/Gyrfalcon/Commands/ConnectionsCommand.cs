using System;
using System.CommandLine;
using System.Globalization;
using System.Net.Http;
using System.Threading.Tasks;
using Gyrfalcon.Admin;
using Gyrfalcon.Admin.Api.Views;

namespace Gyrfalcon.Commands;

/// <summary><c>gyr connections</c>: the newest connections of clients to the running process.</summary>
internal static class ConnectionsCommand
{
    internal static Command Create()
    {
        var listener = new Argument<string?>("listener") { Description = "Only those that came in here.", Arity = ArgumentArity.ZeroOrOne };
        var limit = new Option<int?>("--limit") { Description = "The most that are listed, up to 1000. Without it: 100." };
        var command = new Command("connections", "List the newest connections of clients to the running process, with what each is doing.\n\nExample: gyr connections web") { listener, limit };
        var options = new AdminOptions(command);
        command.SetAction((parsed, stop) => options.RunAsync(parsed, TimeSpan.FromSeconds(10), "look into its log", session => RunAsync(session, parsed.GetValue(listener), parsed.GetValue(limit)), stop));
        return command;
    }

    private static async Task<int> RunAsync(AdminSession session, string? listener, int? limit)
    {
        string path = $"/v1/connections?limit={Number(limit ?? 100)}{(listener is null ? "" : $"&listener={Uri.EscapeDataString(listener)}")}";
        if (await session.AskAsync(HttpMethod.Get, path, AdminJson.Default.ConnectionsView) is not { } answer) return ExitCode.Failed;
        if (session.IsJson) return ExitCode.Ok;
        var table = new TextTable("listener", "client", ">age", "tls", ">requests", "doing", "route", "endpoint", ">bytes in", ">bytes out");
        foreach (ConnectionView each in answer.Connections)
        {
            table.Add(
                each.Listener, each.Client, each.AgeSeconds.ToString("0.0' s'", CultureInfo.InvariantCulture), each.Tls ? each.ServerName ?? "yes" : "no", Number(each.Requests), each.Doing,
                each.Route ?? "", each.Endpoint ?? "", each.RequestId is null ? "" : Number(each.BytesIn), each.RequestId is null ? "" : Number(each.BytesOut));
        }

        table.Print(Console.Out);
        if (answer.Total > answer.Connections.Count) Console.Out.WriteLine($"{Number(answer.Connections.Count)} of {Number(answer.Total)}");
        return ExitCode.Ok;
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
