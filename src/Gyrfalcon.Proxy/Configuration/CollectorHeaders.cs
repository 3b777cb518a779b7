using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Gyrfalcon.Http.Semantics;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>Header fields for a collector, in a file of their own since they are secrets.</summary>
public static class CollectorHeaders
{
    /// <summary>The most bytes of the file.</summary>
    private const int MostBytes = 64 * 1024;

    /// <summary>The fields in a file, <c>Name: value</c> one on each line; null with what is wrong with it, which never tells their values.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>>? ReadFile(string file, out string? problem)
    {
        try
        {
            if (new FileInfo(file) is { Exists: true, Length: > MostBytes }) problem = "is larger than 64 KiB";
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

    private static List<KeyValuePair<string, string>>? Parse(string text, out string? problem)
    {
        problem = null;
        var fields = new List<KeyValuePair<string, string>>();
        foreach (string line in text.Split('\n', StringSplitOptions.TrimEntries).Where(static line => line.Length > 0 && line[0] != '#'))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            string name = colon < 0 ? "" : line[..colon];
            string value = line[(colon + 1)..].Trim();
            if (!FieldSyntax.IsToken(Encoding.Latin1.GetBytes(name)) || value.Any(static c => c is < ' ' or > '~'))
            {
                problem = "has a line that is not `Name: value` in visible ASCII characters";
                return null;
            }

            fields.Add(new(name, value));
        }

        return fields;
    }
}
