using System;
using System.Diagnostics.CodeAnalysis;
using Gyrfalcon.Proxy.Configuration.Values;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Schema;

/// <summary>A single value, read from its text.</summary>
internal sealed class ScalarShape<T>(ScalarFacts facts, Func<string, Parsed<T>> parse) : Shape<T>
{
    public override ScalarFacts Facts { get; } = facts;

    public override T Absent => throw new InvalidOperationException("a single value needs a default, or must be required or sought");

    public Parsed<T> Parse(string text) => parse(text);

    protected override bool TryReadNode(YamlNode node, string path, Reading reading, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        if (node is not YamlScalar scalar)
            return Refuse(node, path, reading, "a single value", $"write {Facts.Type}");
        return TryReadText(scalar.Text, path, reading, out value);
    }

    /// <summary>Reads a text that came from elsewhere than a file, such as the command line.</summary>
    public bool TryReadText(string text, string path, Reading reading, [MaybeNullWhen(false)] out T value)
    {
        if (parse(text).Succeeded(out value, out Complaint? complaint))
            return true;
        reading.Report(complaint.Code, path, complaint.Problem, complaint.Remedy);
        return false;
    }
}
