using System.Diagnostics.CodeAnalysis;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Schema;

/// <summary>An endpoint: its URL alone, or a section with the key <c>url</c>.</summary>
internal sealed class EndpointShape : Shape<EndpointConfig>
{
    /// <summary>The one shape of an endpoint, in the configuration and in files of endpoints.</summary>
    public static readonly EndpointShape Instance = new();

    public override ShapeFacts Facts { get; } = new SectionFacts(EndpointSection.Section, OrScalar: Kinds.EndpointUrl);

    public override EndpointConfig Absent => throw new System.InvalidOperationException("an endpoint has no default");

    protected override bool TryReadNode(YamlNode node, string path, Reading reading, [MaybeNullWhen(false)] out EndpointConfig value)
    {
        bool read = node is YamlScalar
            ? Kinds.EndpointUrl.TryRead(node, path, reading, out value)
            : EndpointSection.Section.Shape.TryRead(node, path, reading, out value);
        // A section whose URL could not be read gives no endpoint.
        if (!read || value is null)
            return false;
        value = value with { Source = reading.Source(path) };
        return true;
    }
}
