using System;
using System.CommandLine;
using System.Net.Http;
using System.Threading.Tasks;
using Gyrfalcon.Admin;

namespace Gyrfalcon.Commands;

/// <summary><c>gyr reload</c>: asks the running process to read its configuration again, and tells what that changed.</summary>
internal static class ReloadCommand
{
    internal static Command Create()
    {
        var command = new Command("reload", "Apply the configuration file to the running process.\n\nExample: gyr reload");
        var options = new AdminOptions(command);
        command.SetAction((parsed, stop) => options.RunAsync(parsed, TimeSpan.FromSeconds(30), "send HUP to the process instead", RunAsync, stop));
        return command;
    }

    private static async Task<int> RunAsync(AdminSession session)
    {
        if (await session.AskAsync(HttpMethod.Post, "/reload", AdminJson.Default.ReloadAnswer) is not { } answer) return ExitCode.Failed;
        if (!session.IsJson) Print(answer);
        return ExitCode.Ok;
    }

    private static void Print(ReloadAnswer answer)
    {
        foreach (ReloadAnswer.Line line in answer.Changes) Console.Out.WriteLine($"{line.Thing} {line.Name} {line.Change}{(line.Meaning.Length > 0 ? ": " : "")}{line.Meaning}");
        if (answer.Changes.Count == 0) Console.Out.WriteLine("The configuration is the same.");
    }
}
