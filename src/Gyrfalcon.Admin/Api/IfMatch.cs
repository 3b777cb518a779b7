using System;
using System.Globalization;

namespace Gyrfalcon.Admin.Api;

/// <summary>The field If-Match (RFC 9110 §13.1.1), whose tags are numbers of changes.</summary>
internal static class IfMatch
{
    /// <summary>Reads it; false if it is no list of tags, and not <c>*</c>.</summary>
    /// <param name="field">The value, that of several lines joined by commas.</param>
    /// <param name="current">The version that there is now: a list that has it names it.</param>
    /// <param name="isAny">Whatever there is may be changed.</param>
    /// <param name="version">The version that is named; null if none of the tags can be one, weak ones among them, which never match.</param>
    internal static bool TryRead(string field, long current, out bool isAny, out long? version)
    {
        version = null;
        ReadOnlySpan<char> rest = field.AsSpan().Trim(" \t");
        isAny = rest is "*";
        if (isAny) return true;
        bool hasTag = false;
        while (rest.Length > 0)
        {
            // A list may have empty elements (RFC 9110 §5.6.1.2).
            if (rest[0] is ',')
            {
                rest = rest[1..].TrimStart(" \t");
                continue;
            }

            bool isWeak = rest.StartsWith("W/", StringComparison.Ordinal);
            if (isWeak) rest = rest[2..];
            int end = rest.Length > 1 && rest[0] == '"' ? rest[1..].IndexOf('"') + 1 : 0;
            if (end == 0) return false;
            if (!isWeak && long.TryParse(rest[1..end], NumberStyles.None, CultureInfo.InvariantCulture, out long number) && version != current) version = number == current ? current : version ?? number;
            hasTag = true;
            rest = rest[(end + 1)..].TrimStart(" \t");
            if (rest.Length > 0 && rest[0] != ',') return false;
        }

        return hasTag;
    }
}
