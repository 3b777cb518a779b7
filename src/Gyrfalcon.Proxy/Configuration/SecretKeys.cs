using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>Keys as text, one a line.</summary>
internal static class SecretKeys
{
    private const int Least = 32;
    private const int Most = 512;

    /// <summary>The most bytes of a file of keys.</summary>
    private const int MostBytes = 64 * 1024;

    /// <summary>The keys in a file; null with what is wrong with it.</summary>
    internal static IReadOnlyList<byte[]>? ReadFile(string file, out string? problem)
    {
        try
        {
            if (Directory.Exists(file)) problem = "is a directory";
            else if (new FileInfo(file) is { Exists: true, Length: > MostBytes }) problem = "is larger than 64 KiB";
            else return Parse(File.ReadAllText(file, Encoding.Latin1), out problem);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            problem = "does not exist";
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException)
        {
            problem = "cannot be read";
        }

        return null;
    }

    /// <summary>The keys in a text; null with what is wrong with it. A message never tells the text.</summary>
    internal static IReadOnlyList<byte[]>? Parse(string text, out string? problem)
    {
        string[] lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        problem = lines.Length == 0 ? "holds no key"
            : Array.Exists(lines, static line => line.Any(static c => c is <= ' ' or > '~')) ? "holds something else than visible ASCII characters"
            : Array.Exists(lines, static line => line.Length is < Least or > Most) ? $"holds a key of fewer than {Least} or more than {Most} characters"
            : null;
        return problem is null ? [.. lines.Select(Encoding.ASCII.GetBytes)] : null;
    }
}
