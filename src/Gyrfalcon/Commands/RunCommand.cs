using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using Gyrfalcon.Proxy.Configuration;

namespace Gyrfalcon.Commands;

/// <summary><c>gyr run</c>.</summary>
internal static class RunCommand
{
    internal static Command Create()
    {
        var config = new Option<string?>("--config", "-c") { Description = $"The configuration file. Without it: {string.Join(", then ", ConfigFile.DefaultPaths)}." };
        var watch = new Option<bool>("--watch") { Description = "Apply changes of the configuration file by themselves. Without it: on HUP, or by `gyr reload`." };
        var keys = new Option<string?>("--debug-tls-keys") { Description = "Append the secrets of all TLS sessions to this file (NSS key log, for Wireshark). Whoever has it can read the traffic: for debugging only." };
        var command = new Command("run", "Run with a configuration file.\n\nExample: gyr run --config gyr.yaml") { config, watch, keys };
        command.SetAction(async (parsed, _) =>
        {
            string? path = parsed.GetValue(config) ?? ConfigFile.DefaultPaths.FirstOrDefault(File.Exists);
            if (path is null)
            {
                await Console.Error.WriteLineAsync($"gyr: there is no configuration at {string.Join(" or ", ConfigFile.DefaultPaths)}; name one with --config, or try `gyr proxy --help` or `gyr demo`");
                return ExitCode.Failed;
            }

            using IDisposable? keyLog = parsed.GetValue(keys) is { } file ? TlsKeyFile.TryOpen(file) : null;
            if (parsed.GetValue(keys) is not null && keyLog is null) return ExitCode.Failed;

            // Before the file is read for the first time, so that no change and no signal is missed.
            await using var triggers = new ReloadTriggers(parsed.GetValue(watch) ? path : null);
            return await ProxyHost.RunAsync(() => ConfigFile.Load(path), triggers: triggers, isUpgradable: true, file: path);
        });
        return command;
    }
}
