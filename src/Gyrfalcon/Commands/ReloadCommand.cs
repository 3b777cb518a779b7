using System;
using System.CommandLine;
using System.Net.Http;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Admin;
using Gyrfalcon.Proxy.Configuration;

namespace Gyrfalcon.Commands;

/// <summary><c>gyr reload</c>: asks the running process to read its configuration again, and tells what that changed.</summary>
internal static class ReloadCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    internal static Command Create()
    {
        var config = new Option<string?>("--config", "-c") { Description = $"The configuration file, for the admin address in it. Without it: {string.Join(", then ", ConfigFile.DefaultPaths)}." };
        var admin = new Option<string?>("--admin") { Description = "The admin address, such as 127.0.0.1:2019 or unix:/run/gyr/admin.sock, instead of the configuration's." };
        var json = new Option<bool>("--json") { Description = "Print the answer in JSON." };
        var command = new Command("reload", "Apply the configuration file to the running process.\n\nExample: gyr reload") { config, admin, json };
        command.SetAction((parsed, stop) => RunAsync(parsed.GetValue(config), parsed.GetValue(admin), parsed.GetValue(json), stop));
        return command;
    }

    private static async Task<int> RunAsync(string? file, string? admin, bool json, CancellationToken stop)
    {
        if (AdminClient.FindAddress(file, admin, "HUP", out string? problem) is not { } address)
        {
            await Console.Error.WriteLineAsync($"gyr: {problem}");
            return ExitCode.Failed;
        }

        try
        {
            using HttpClient client = AdminClient.Create(address, Patience);
            using HttpResponseMessage response = await client.PostAsync(new Uri("http://localhost/reload"), null, stop);
            ReloadAnswer? answer = await response.Content.ReadFromJsonAsync(AdminJson.Default.ReloadAnswer, stop);
            if (json) await Console.Out.WriteLineAsync(System.Text.Json.JsonSerializer.Serialize(answer, AdminJson.Default.ReloadAnswer));
            else Print(answer!);
            return answer!.Applied ? ExitCode.Ok : ExitCode.Failed;
        }
        catch (Exception failure) when (failure is HttpRequestException or System.Text.Json.JsonException or TaskCanceledException or SocketException)
        {
            await Console.Error.WriteLineAsync($"gyr: nobody who could reload answers at the admin address {address} ({failure.Message})");
            return ExitCode.Failed;
        }
    }

    private static void Print(ReloadAnswer answer)
    {
        foreach (string error in answer.Errors) Console.Error.WriteLine(error);
        foreach (ReloadAnswer.Line line in answer.Changes) Console.Out.WriteLine($"{line.Thing} {line.Name} {line.Change}{(line.Meaning.Length > 0 ? ": " : "")}{line.Meaning}");
        if (!answer.Applied) Console.Error.WriteLine("The configuration is refused, and nothing has changed.");
        else if (answer.Changes.Count == 0) Console.Out.WriteLine("The configuration is the same.");
    }
}
