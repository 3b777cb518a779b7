using System.Collections.Generic;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>The tokens of <c>admin.token-file</c>.</summary>
public static class AdminToken
{
    /// <summary>The tokens in a file, one on each line; null with what is wrong with it, which never tells a token.</summary>
    public static IReadOnlyList<byte[]>? ReadFile(string file, out string? problem) => SecretKeys.ReadFile(file, out problem);
}
