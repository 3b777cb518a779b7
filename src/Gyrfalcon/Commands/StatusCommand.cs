using System;
using System.CommandLine;
using System.Globalization;
using System.Net.Http;
using System.Threading.Tasks;
using Gyrfalcon.Admin;
using Gyrfalcon.Admin.Api.Views;
using Gyrfalcon.Proxy.Telemetry;

namespace Gyrfalcon.Commands;

/// <summary><c>gyr status</c>: the running process at a glance.</summary>
internal static class StatusCommand
{
    internal static Command Create()
    {
        var command = new Command("status", "Tell how the running process is.\n\nExample: gyr status");
        var options = new AdminOptions(command);
        command.SetAction((parsed, stop) => options.RunAsync(parsed, TimeSpan.FromSeconds(10), "look into its log", RunAsync, stop));
        return command;
    }

    private static async Task<int> RunAsync(AdminSession session)
    {
        if (await session.AskAsync(HttpMethod.Get, "/v1/status", AdminJson.Default.StatusView) is not { } status) return ExitCode.Failed;
        if (!session.IsJson) Print(status);
        return ExitCode.Ok;
    }

    private static void Print(StatusView status)
    {
        TimeSpan age = DateTime.UtcNow - status.StartedAt;
        Line($"gyr {status.Version}, process {status.ProcessId}, up for {(age.TotalDays >= 1 ? $"{(int)age.TotalDays} d " : "")}{age:hh\\:mm\\:ss}, {status.Driver}, {status.Workers} workers");
        Line($"endpoints    {status.EndpointsUp} of {status.Endpoints} up");
        Line($"clients      {status.Connections} connections, {status.Tunnels} tunnels");
        Line($"requests     {status.Requests}, of which {status.Faults} went wrong");
        Line($"revision     {status.Revision}, by {status.RevisionBy}, since {status.RevisionAt:yyyy-MM-dd HH:mm:ss}Z{(status.LastReloadSucceeded ? "" : "; a later one was refused, see the log")}");
        if (status.NotKept is { } problem) Line($"not kept     changes since the last one that could be kept end with the process: {problem}");
        foreach (string drift in status.Drift) Line($"not in file  {drift}");
    }

    private static void Line(FormattableString line) => Console.Out.WriteLine(OperationalLog.OneLine(line.ToString(CultureInfo.InvariantCulture)));
}
