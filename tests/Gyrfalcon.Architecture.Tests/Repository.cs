using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Gyrfalcon.Architecture.Tests;

/// <summary>The files of the repository, from wherever the tests run.</summary>
internal static class Repository
{
    /// <summary>Folders that are made, not written.</summary>
    private static readonly string[] Made = ["bin", "obj", ".git", "artifacts", "out", "TestResults", "BenchmarkDotNet.Artifacts", "results", "node_modules", ".vs", ".idea"];

    public static string Root { get; } = Find();

    /// <summary>Every file that somebody wrote, as a path below the root.</summary>
    public static IReadOnlyList<string> Files { get; } = Below("").Order(StringComparer.Ordinal).ToArray();

    /// <summary>The C# files of the product.</summary>
    public static IEnumerable<string> Sources => Files.Where(static path => path.StartsWith("src/", StringComparison.Ordinal) && path.EndsWith(".cs", StringComparison.Ordinal));

    public static string FullPath(string path) => Path.Combine(Root, path);

    public static string Read(string path) => File.ReadAllText(FullPath(path));

    public static bool Exists(string path) => File.Exists(FullPath(path)) || Directory.Exists(FullPath(path));

    private static IEnumerable<string> Below(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(FullPath(folder))) yield return Path.GetRelativePath(Root, file);
        foreach (string inner in Directory.EnumerateDirectories(FullPath(folder)))
        {
            if (Made.Contains(Path.GetFileName(inner))) continue;
            foreach (string file in Below(Path.GetRelativePath(Root, inner))) yield return file;
        }
    }

    private static string Find()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Gyrfalcon.slnx"))) return at.FullName;
        }

        throw new InvalidOperationException("the tests run outside of the repository");
    }
}
