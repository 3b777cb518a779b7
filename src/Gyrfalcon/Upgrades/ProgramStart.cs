using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace Gyrfalcon.Upgrades;

/// <summary>How this process was started, so that another can be started in the same way.</summary>
/// <param name="File">The path by which it was started; what lies there may be replaced since.</param>
/// <param name="Arguments">All of argv, <paramref name="File"/> in place of the program's name.</param>
internal sealed record ProgramStart(string File, IReadOnlyList<string> Arguments)
{
    /// <summary>What is said to a process at its start and is not for the next.</summary>
    private static readonly string[] SaidToUs = [UpgradeChannel.Variable, "LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"];

    /// <summary>
    /// Reads it, before the working directory can change. A link stays a link, so that an upgrade follows it to wherever it leads by then; /proc/self/exe would not.
    /// </summary>
    internal static ProgramStart Read()
    {
        string[] given = Encoding.UTF8.GetString(System.IO.File.ReadAllBytes("/proc/self/cmdline")).Split('\0')[..^1];
        string name = given[0];
        string? file = name.Contains('/', StringComparison.Ordinal) ? Path.GetFullPath(name)
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(directory => Path.Combine(Path.GetFullPath(directory.Length == 0 ? "." : directory), name)).FirstOrDefault(System.IO.File.Exists);
        if (!System.IO.File.Exists(file)) file = Environment.ProcessPath!;
        return new ProgramStart(file, [file, .. given[1..]]);
    }

    /// <summary>The environment for another, NAME=value each.</summary>
    internal static IReadOnlyList<string> EnvironmentForAnother()
        => [.. Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Where(static each => !SaidToUs.Contains((string)each.Key)).Select(static each => $"{each.Key}={each.Value}")];

    /// <summary>Forgets what was said to this process at its start.</summary>
    internal static void ForgetWhatWasSaid()
    {
        foreach (string variable in SaidToUs) Environment.SetEnvironmentVariable(variable, null);
    }
}
