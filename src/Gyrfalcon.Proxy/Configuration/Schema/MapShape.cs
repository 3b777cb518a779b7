using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using Gyrfalcon.Proxy.Configuration.Values;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Schema;

/// <summary>A mapping from names that the user chooses to sections. A section with mistakes stays in, so that its name is known.</summary>
internal sealed class MapShape<T>(Section<T> section, Complaint? whenEmpty = null) : Shape<IReadOnlyList<T>>
{
    public override ShapeFacts Facts { get; } = new MapFacts(section, whenEmpty is null);

    public override Complaint? WhenEmpty => whenEmpty;

    public override IReadOnlyList<T> Absent => new ValueList<T>([]);

    protected override bool TryReadNode(YamlNode node, string path, Reading reading, [MaybeNullWhen(false)] out IReadOnlyList<T> value)
    {
        value = null;
        if (node is not YamlMapping mapping)
            return Refuse(node, path, reading, "a mapping from names to sections", $"write `{Example(path)}`");

        var items = new List<T>(mapping.Entries.Count);
        foreach (YamlEntry entry in mapping.Entries)
        {
            string at = ConfigPath.Key(path, entry.Key);
            if (!PlainText.ParseName(entry.Key).Succeeded(out _, out Complaint? complaint))
                reading.Diagnostics.Report(complaint.Code, entry.KeyStart, at, complaint.Problem, complaint.Remedy);
            reading.Name(at, entry.Key);
            if (section.Shape.TryRead(entry.Value, at, reading, out T? item))
                items.Add(item);
        }

        if (mapping.Entries.Count == 0 && whenEmpty is not null)
            reading.Report(whenEmpty.Code, path, whenEmpty.Problem, whenEmpty.Remedy);
        value = new ValueList<T>([.. items]);
        return true;
    }

    private string Example(string path) => $"{path}: {{ name: {section.Example} }}";
}
