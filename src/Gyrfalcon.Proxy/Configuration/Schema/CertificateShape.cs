using System.Diagnostics.CodeAnalysis;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Schema;

/// <summary>The word <c>auto</c>, or a section.</summary>
internal sealed class CertificateShape : Shape<CertificateConfig>
{
    private static readonly ScalarShape<CertificateConfig> Word = Kinds.Choice(("auto", CertificateConfig.Auto));

    public override ShapeFacts Facts { get; } = new SectionFacts(CertificateSection.Section, OrScalar: Word);

    public override CertificateConfig Absent => throw new System.InvalidOperationException("a certificate has no default");

    protected override bool TryReadNode(YamlNode node, string path, Reading reading, [MaybeNullWhen(false)] out CertificateConfig value) => node is YamlScalar
        ? Word.TryRead(node, path, reading, out value)
        : CertificateSection.Section.Shape.TryRead(node, path, reading, out value);
}
