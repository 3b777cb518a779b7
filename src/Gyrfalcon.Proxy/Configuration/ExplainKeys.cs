using System.Collections.Generic;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>The keys of <c>explain.key-file</c>.</summary>
public static class ExplainKeys
{
    /// <summary>Each of them is tried on what anybody sends, so there are not many.</summary>
    internal const int Most = 8;

    /// <summary>The keys in a file, one on each line; null with what is wrong with it, which never tells a key.</summary>
    public static IReadOnlyList<byte[]>? ReadFile(string file, out string? problem)
    {
        IReadOnlyList<byte[]>? keys = SecretKeys.ReadFile(file, out problem);
        if (keys?.Count > Most) problem = "holds more than 8 keys";
        return problem is null ? keys : null;
    }
}
