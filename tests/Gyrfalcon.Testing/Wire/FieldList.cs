using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;

namespace Gyrfalcon.Testing;

/// <summary>One field line as it was on the wire, its value without surrounding whitespace.</summary>
public sealed record FieldLine(string Name, string Value);

/// <summary>The field lines of a header block or a trailer section, in the order of the wire.</summary>
public sealed class FieldList : IReadOnlyList<FieldLine>
{
    private readonly List<FieldLine> _lines = [];

    public int Count => _lines.Count;

    public FieldLine this[int index] => _lines[index];

    /// <summary>All values of a field joined by ", " as RFC 9110 section 5.3 allows, or null when it is absent.</summary>
    public string? this[string name] => Contains(name) ? string.Join(", ", All(name)) : null;

    public void Add(string name, string value) => _lines.Add(new FieldLine(name, value));

    public IReadOnlyList<string> All(string name) =>
        [.. _lines.Where(line => line.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(line => line.Value)];

    public bool Contains(string name) => _lines.Exists(line => line.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a comma-separated list field has this member.</summary>
    public bool HasMember(string name, string member) =>
        All(name).SelectMany(value => value.Split(',')).Any(each => each.Trim().Equals(member, StringComparison.OrdinalIgnoreCase));

    public IEnumerator<FieldLine> GetEnumerator() => _lines.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => string.Join("\n", _lines.Select(line => $"{line.Name}: {line.Value}"));
}
