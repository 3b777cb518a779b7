using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using Gyrfalcon.Proxy.Configuration.Values;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Schema;

/// <summary>A list of values. Items that cannot be read are reported and left out.</summary>
internal sealed class ListShape<T>(Shape<T> item, bool oneAllowed = false, Complaint? whenEmpty = null, IReadOnlyList<T>? absent = null) : Shape<IReadOnlyList<T>>
{
    public override ShapeFacts Facts { get; } = new ListFacts(item, oneAllowed, whenEmpty is null);

    public override Complaint? WhenEmpty => whenEmpty;

    public override IReadOnlyList<T> Absent { get; } = new ValueList<T>([.. absent ?? []]);

    protected override bool TryReadNode(YamlNode node, string path, Reading reading, [MaybeNullWhen(false)] out IReadOnlyList<T> value)
    {
        value = null;
        if (node is not YamlSequence sequence)
        {
            if (!oneAllowed || node is not YamlScalar)
                return Refuse(node, path, reading, "a list", "write `[ … ]`, or one line per item, each beginning with `- `");
            if (!item.TryRead(node, path, reading, out T? one))
                return false;
            value = new ValueList<T>([one]);
            return true;
        }

        var items = new List<T>(sequence.Items.Count);
        for (int i = 0; i < sequence.Items.Count; i++)
        {
            if (item.TryRead(sequence.Items[i], ConfigPath.Index(path, i), reading, out T? read))
                items.Add(read);
        }

        if (sequence.Items.Count == 0 && whenEmpty is not null)
            reading.Report(whenEmpty.Code, path, whenEmpty.Problem, whenEmpty.Remedy);
        value = new ValueList<T>([.. items]);
        return true;
    }
}
