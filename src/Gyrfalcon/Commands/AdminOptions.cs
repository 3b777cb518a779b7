using System;
using System.CommandLine;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Proxy.Configuration;

namespace Gyrfalcon.Commands;

/// <summary>The options of every command that asks a running process.</summary>
internal sealed class AdminOptions
{
    private readonly Option<string?> _config = new("--config", "-c") { Description = $"The configuration file, for the admin address in it. Without it: {string.Join(", then ", ConfigFile.DefaultPaths)}." };
    private readonly Option<string?> _admin = new("--admin") { Description = "The admin address, such as 127.0.0.1:2019 or unix:/run/gyr/admin.sock, instead of the configuration's." };
    private readonly Option<string?> _token = new("--token-file") { Description = "A file whose first line is a token of the admin address. Without it: that of the configuration." };
    private readonly Option<string?> _certificate = new("--client-certificate") { Description = "A PEM file of a certificate and its key, for an admin address that asks for one." };
    private readonly Option<bool> _json = new("--json") { Description = "Print the answer in JSON." };

    internal AdminOptions(Command command)
    {
        foreach (Option option in (Option[])[_config, _admin, _token, _certificate, _json]) command.Add(option);
    }

    /// <summary>The configuration file that is named; null if none is.</summary>
    internal string? ConfigOf(ParseResult parsed) => parsed.GetValue(_config);

    internal bool IsJson(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>Does <paramref name="ask"/> with the process that is meant; the exit code.</summary>
    /// <param name="parsed">What was written.</param>
    /// <param name="patience">How long an answer may take.</param>
    /// <param name="instead">What an operator can do who has no admin address.</param>
    /// <param name="ask">Asks, prints, and tells the exit code.</param>
    /// <param name="stop">The user does not want to wait.</param>
    internal async Task<int> RunAsync(ParseResult parsed, TimeSpan patience, string instead, Func<AdminSession, Task<int>> ask, CancellationToken stop)
    {
        if (AdminClient.Find(parsed.GetValue(_config), parsed.GetValue(_admin), parsed.GetValue(_token), parsed.GetValue(_certificate), instead, out string? problem) is not { } target)
        {
            await Console.Error.WriteLineAsync($"gyr: {problem}");
            return ExitCode.Failed;
        }

        try
        {
            using HttpClient client = AdminClient.Create(target, patience);
            return await ask(new AdminSession(client, parsed.GetValue(_json), stop));
        }
        catch (Exception failure) when (AdminFailure.IsSilence(failure))
        {
            await Console.Error.WriteLineAsync($"gyr: {AdminFailure.Sentence(failure, target)}");
            return ExitCode.Failed;
        }
    }
}
