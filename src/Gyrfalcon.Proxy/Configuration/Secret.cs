using System;
using System.Collections.Generic;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>Which field's value it is.</summary>
/// <param name="Path">Where its <c>headers</c> are.</param>
/// <param name="Name">The field's name in lower case; empty for none.</param>
/// <param name="Number">0 for the first of that name there.</param>
internal readonly record struct SecretPlace(string Path, string Name, int Number)
{
    /// <summary>What all fields of that name there have in common.</summary>
    internal (string Path, string Name) Field => (Path, Name);
}

/// <summary>A value that may be a credential.</summary>
/// <param name="Place">Which one it is.</param>
/// <param name="Prefix">What stands before the value in its text: <c>Authorization: </c>; may be empty.</param>
/// <param name="Value">The value.</param>
internal readonly record struct Secret(SecretPlace Place, string Prefix, string Value)
{
    /// <summary>The text with another value.</summary>
    internal string Whole(string value) => Prefix + value;
}

/// <summary>Numbers the fields of one name in the order in which they are met.</summary>
internal sealed class SecretPlaces
{
    private readonly Dictionary<(string, string), int> _met = [];

    /// <summary>A value under a key.</summary>
    internal Secret Named(string path, string name, string value) => new(Next(path, name), "", value);

    /// <summary>A line, <c>name: value</c>.</summary>
    internal Secret Line(string path, string line)
    {
        int colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return new Secret(Next(path, ""), "", line);
        int start = colon + 1;
        while (start < line.Length && line[start] == ' ') start++;
        return new Secret(Next(path, line[..colon]), line[..start], line[start..]);
    }

    private SecretPlace Next(string path, string name)
    {
        name = name.ToLowerInvariant();
        int number = _met.GetValueOrDefault((path, name));
        _met[(path, name)] = number + 1;
        return new SecretPlace(path, name, number);
    }
}
