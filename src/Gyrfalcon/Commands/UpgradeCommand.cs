using System;
using System.CommandLine;
using System.Net.Http;
using System.Threading.Tasks;
using Gyrfalcon.Admin;

namespace Gyrfalcon.Commands;

/// <summary><c>gyr upgrade</c>: asks the running process to hand over to the program that lies in its place now.</summary>
internal static class UpgradeCommand
{
    internal static Command Create()
    {
        var command = new Command("upgrade", "Let the program that lies in the place of the running one take over, without a failed request.\n\nExample: mv gyr.new /usr/bin/gyr && gyr upgrade");
        var options = new AdminOptions(command);

        // Longer than a process gives its successor.
        command.SetAction((parsed, stop) => options.RunAsync(parsed, TimeSpan.FromMinutes(2), "send USR2 to the process instead", RunAsync, stop));
        return command;
    }

    private static async Task<int> RunAsync(AdminSession session)
    {
        if (await session.AskAsync(HttpMethod.Post, "/upgrade", AdminJson.Default.UpgradeAnswer) is not { } answer) return ExitCode.Failed;
        if (!session.IsJson) Print(answer);
        return ExitCode.Ok;
    }

    private static void Print(UpgradeAnswer answer)
    {
        foreach (string remark in answer.Remarks ?? []) Console.Out.WriteLine(remark);
        Console.Out.WriteLine($"Process {answer.Process} has taken over.");
    }
}
