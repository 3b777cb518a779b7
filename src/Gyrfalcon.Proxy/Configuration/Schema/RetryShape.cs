using System.Diagnostics.CodeAnalysis;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Schema;

/// <summary>The word <c>off</c>, or a section.</summary>
internal sealed class RetryShape : Shape<RetryConfig>
{
    private static readonly ScalarShape<RetryConfig> Word = Kinds.Choice(("off", RetryConfig.Off));

    public override ShapeFacts Facts { get; } = new SectionFacts(RetrySection.Section, OrScalar: Word);

    public override RetryConfig Absent => RetrySection.Section.Shape.Absent;

    protected override bool TryReadNode(YamlNode node, string path, Reading reading, [MaybeNullWhen(false)] out RetryConfig value) => node is YamlScalar
        ? Word.TryRead(node, path, reading, out value)
        : RetrySection.Section.Shape.TryRead(node, path, reading, out value);
}
