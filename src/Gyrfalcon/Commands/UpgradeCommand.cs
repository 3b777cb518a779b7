using System;
using System.CommandLine;
using System.Net.Http;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Admin;
using Gyrfalcon.Proxy.Configuration;

namespace Gyrfalcon.Commands;

/// <summary><c>gyr upgrade</c>: asks the running process to hand over to the program that lies in its place now.</summary>
internal static class UpgradeCommand
{
    /// <summary>Longer than a process gives its successor.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    internal static Command Create()
    {
        var config = new Option<string?>("--config", "-c") { Description = $"The configuration file, for the admin address in it. Without it: {string.Join(", then ", ConfigFile.DefaultPaths)}." };
        var admin = new Option<string?>("--admin") { Description = "The admin address, such as 127.0.0.1:2019 or unix:/run/gyr/admin.sock, instead of the configuration's." };
        var json = new Option<bool>("--json") { Description = "Print the answer in JSON." };
        var command = new Command("upgrade", "Let the program that lies in the place of the running one take over, without a failed request.\n\nExample: mv gyr.new /usr/bin/gyr && gyr upgrade") { config, admin, json };
        command.SetAction((parsed, stop) => RunAsync(parsed.GetValue(config), parsed.GetValue(admin), parsed.GetValue(json), stop));
        return command;
    }

    private static async Task<int> RunAsync(string? file, string? admin, bool json, CancellationToken stop)
    {
        if (AdminClient.FindAddress(file, admin, "USR2", out string? problem) is not { } address)
        {
            await Console.Error.WriteLineAsync($"gyr: {problem}");
            return ExitCode.Failed;
        }

        try
        {
            using HttpClient client = AdminClient.Create(address, Patience);
            using HttpResponseMessage response = await client.PostAsync(new Uri("http://localhost/upgrade"), null, stop);
            UpgradeAnswer? answer = await response.Content.ReadFromJsonAsync(AdminJson.Default.UpgradeAnswer, stop);
            if (json) await Console.Out.WriteLineAsync(JsonSerializer.Serialize(answer, AdminJson.Default.UpgradeAnswer));
            else Print(answer!);
            return answer!.Upgraded ? ExitCode.Ok : ExitCode.Failed;
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException or TaskCanceledException or SocketException)
        {
            await Console.Error.WriteLineAsync($"gyr: nobody who could upgrade answers at the admin address {address} ({failure.Message})");
            return ExitCode.Failed;
        }
    }

    private static void Print(UpgradeAnswer answer)
    {
        foreach (string error in answer.Errors) Console.Error.WriteLine(error);
        if (answer.Upgraded) Console.Out.WriteLine($"Process {answer.Process} has taken over.");
        else Console.Error.WriteLine("The upgrade failed, and the old process goes on as before.");
    }
}
