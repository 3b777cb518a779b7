using System;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using Gyrfalcon.Admin;
using Gyrfalcon.Admin.Api.Views;
using Gyrfalcon.Proxy.Telemetry;

namespace Gyrfalcon.Commands;

/// <summary><c>gyr endpoints</c>: the endpoints of the running process, with their states and reasons.</summary>
internal static class EndpointsCommand
{
    internal static Command Create()
    {
        var cluster = new Argument<string?>("cluster") { Description = "Only those of this cluster.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("endpoints", "List the endpoints of the running process, with their states and reasons.\n\nExample: gyr endpoints app") { cluster };
        var options = new AdminOptions(command);
        command.SetAction((parsed, stop) => options.RunAsync(parsed, TimeSpan.FromSeconds(10), "look into its log", session => RunAsync(session, parsed.GetValue(cluster)), stop));
        return command;
    }

    private static async Task<int> RunAsync(AdminSession session, string? cluster)
    {
        string path = cluster is null ? "/v1/endpoints" : $"/v1/clusters/{Uri.EscapeDataString(cluster)}/endpoints";
        if (await session.AskAsync(HttpMethod.Get, path, AdminJson.Default.EndpointViewArray) is not { } endpoints) return ExitCode.Failed;
        if (session.IsJson) return ExitCode.Ok;
        var table = new TextTable("cluster", "endpoint", "state", ">weight", ">in flight", ">requests", ">faults", "reason");
        foreach (EndpointView each in endpoints) table.Add(each.Cluster, each.Url, each.State, Number(each.Weight), Number(each.InFlight), Number(each.Requests), Number(each.Faults), Reason(each));
        table.Print(Console.Out);
        return ExitCode.Ok;
    }

    /// <summary>All reasons in one line.</summary>
    internal static string Reason(EndpointView endpoint)
        => OperationalLog.OneLine(string.Join("; ", endpoint.Reasons.Select(static each => $"{each.What}{(each.Since is { } since ? since.ToString(" 'since' HH:mm:ss'Z'", CultureInfo.InvariantCulture) : "")}: {each.Why}")));

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
