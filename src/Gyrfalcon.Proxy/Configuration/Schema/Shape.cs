using System.Diagnostics.CodeAnalysis;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Values;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Schema;

/// <summary>What may be written at a place: the reader binds by it, the reference and the JSON schema are generated from it.</summary>
internal abstract class Shape
{
    /// <summary>What the generated documents need to know.</summary>
    public abstract ShapeFacts Facts { get; }

    /// <summary>What to report where nothing of this shape was written although something must be; null for the ordinary sentence.</summary>
    public virtual Complaint? WhenEmpty => null;
}

/// <summary>A shape whose reading gives a <typeparamref name="T"/>.</summary>
internal abstract class Shape<T> : Shape
{
    /// <summary>The value that a missing key stands for when no default is written.</summary>
    public abstract T Absent { get; }

    /// <summary>Reads a node. False: a mistake has been reported, and the value is not to be used.</summary>
    public bool TryRead(YamlNode node, string path, Reading reading, [MaybeNullWhen(false)] out T value)
    {
        reading.Place(path, node.Start);
        value = default;
        bool read = false;
        if (node is YamlScalar { IsNull: true })
            reading.Report(DiagnosticCodes.MissingValue, path, "the value is missing", "write one, or remove the key");
        else if (node is not YamlMistake)
            read = TryReadNode(node, path, reading, out value);
        if (!read)
            reading.Break(path);
        return read;
    }

    protected abstract bool TryReadNode(YamlNode node, string path, Reading reading, [MaybeNullWhen(false)] out T value);

    protected static bool Refuse(YamlNode node, string path, Reading reading, string wanted, string? remedy)
    {
        reading.Report(DiagnosticCodes.WrongKind, path, $"expected {wanted}, found {node.Kind}", remedy);
        return false;
    }
}
