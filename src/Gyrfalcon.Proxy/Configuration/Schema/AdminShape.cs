using System.Diagnostics.CodeAnalysis;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Schema;

/// <summary>The word <c>off</c>, or a section.</summary>
internal sealed class AdminShape : Shape<AdminConfig>
{
    private static readonly ScalarShape<AdminConfig> Word = Kinds.Choice(("off", AdminConfig.Off));

    public override ShapeFacts Facts { get; } = new SectionFacts(AdminSection.Section, OrScalar: Word);

    public override AdminConfig Absent => AdminSection.Section.Shape.Absent;

    protected override bool TryReadNode(YamlNode node, string path, Reading reading, [MaybeNullWhen(false)] out AdminConfig value) => node is YamlScalar
        ? Word.TryRead(node, path, reading, out value)
        : AdminSection.Section.Shape.TryRead(node, path, reading, out value);
}
