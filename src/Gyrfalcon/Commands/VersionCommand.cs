using System;
using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Gyrfalcon.Commands;

/// <summary><c>gyr version</c>.</summary>
internal static class VersionCommand
{
    /// <summary>The version, without what it was built from.</summary>
    internal static string Version => (typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown").Split('+')[0];

    internal static Command Create()
    {
        var command = new Command("version", "Show the version.\n\nExample: gyr version");
        command.SetAction(_ =>
        {
            Console.Out.WriteLine($"gyr {Version} ({RuntimeInformation.RuntimeIdentifier}, {RuntimeInformation.FrameworkDescription})");
            return ExitCode.Ok;
        });
        return command;
    }
}
