using System.Diagnostics.CodeAnalysis;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Schema;

/// <summary>The name of an algorithm, or a section for one that has settings.</summary>
internal sealed class BalancerShape : Shape<BalancerConfig>
{
    private static readonly ScalarShape<BalancerConfig> Word = Kinds.Choice(
        ("round-robin", BalancerConfig.RoundRobin),
        ("least-requests", new BalancerConfig { Kind = BalancerKind.LeastRequests }),
        ("power-of-two", new BalancerConfig { Kind = BalancerKind.PowerOfTwo }),
        ("random", new BalancerConfig { Kind = BalancerKind.Random }),
        ("ewma", new BalancerConfig { Kind = BalancerKind.Ewma }),
        ("maglev", new BalancerConfig { Kind = BalancerKind.Maglev }));

    public override ShapeFacts Facts { get; } = new SectionFacts(BalancerSection.Section, OrScalar: Word);

    public override BalancerConfig Absent => BalancerConfig.RoundRobin;

    protected override bool TryReadNode(YamlNode node, string path, Reading reading, [MaybeNullWhen(false)] out BalancerConfig value) => node is YamlScalar
        ? Word.TryRead(node, path, reading, out value)
        : BalancerSection.Section.Shape.TryRead(node, path, reading, out value) && value is not null;
}
