using System;
using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Gyrfalcon.Commands;

/// <summary><c>gyr version</c>.</summary>
internal static class VersionCommand
{
    internal static Command Create()
    {
        var command = new Command("version", "Show the version.\n\nExample: gyr version");
        command.SetAction(_ =>
        {
            string version = typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
            Console.Out.WriteLine($"gyr {version.Split('+')[0]} ({RuntimeInformation.RuntimeIdentifier}, {RuntimeInformation.FrameworkDescription})");
            return ExitCode.Ok;
        });
        return command;
    }
}
