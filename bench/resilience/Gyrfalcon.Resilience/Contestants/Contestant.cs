using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Gyrfalcon.Load.Processes;

namespace Gyrfalcon.Resilience.Contestants;

/// <summary>One proxy in the comparison. Its configuration is a file of its own in bench/resilience/contestants, in which
/// <c>{{port}}</c> and <c>{{directory}}</c> are filled in, and a line with <c>{{origin}}</c> or <c>{{number}}</c> stands once for each origin.</summary>
/// <param name="Name">What the tables call it.</param>
/// <param name="Version">Which program it is.</param>
/// <param name="Template">Path of its configuration's template.</param>
/// <param name="FileName">What it calls its configuration.</param>
/// <param name="Command">The program; <c>{{directory}}</c> in its arguments is filled in.</param>
internal sealed record Contestant(string Name, string Version, string Template, string FileName, Command Command)
{
    /// <summary>Writes the configuration into the directory and says how to start.</summary>
    public Command Prepare(string directory, int port, IReadOnlyList<int> origins)
    {
        Directory.CreateDirectory(directory);
        File.WriteAllText(Path.Combine(directory, FileName), Configuration(directory, port, origins));
        return Command with { Arguments = [.. Command.Arguments.Select(argument => Fill(argument, "directory", directory))] };
    }

    private string Configuration(string directory, int port, IReadOnlyList<int> origins) =>
        string.Concat(File.ReadLines(Template).SelectMany(line => line.Contains("{{origin}}", StringComparison.Ordinal)
            ? origins.Select((origin, at) => Fill(Fill(line, "origin", origin), "number", at))
            : [Fill(Fill(line, "port", port), "directory", directory)]).Select(line => line + "\n"));

    private static string Fill(string text, string name, object value) =>
        text.Replace("{{" + name + "}}", FormattableString.Invariant($"{value}"), StringComparison.Ordinal);
}
