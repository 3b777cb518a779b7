using System;
using System.Diagnostics.CodeAnalysis;
using Gyrfalcon.Proxy.Configuration.Checks;
using Gyrfalcon.Proxy.Configuration.Schema;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Scenarios;

/// <summary>The path of a configuration, or the configuration itself; either is checked as <c>gyr validate</c> checks it.</summary>
internal sealed class ReadConfigShape : Shape<ReadConfig>
{
    public override ShapeFacts Facts { get; } = new SectionFacts(ProxySection.Section, OrScalar: Kinds.FilePath);

    public override ReadConfig Absent => throw new InvalidOperationException("a scenario has no configuration by default");

    protected override bool TryReadNode(YamlNode node, string path, Reading reading, [MaybeNullWhen(false)] out ReadConfig value)
    {
        value = null;
        if (node is YamlScalar)
        {
            if (!Kinds.FilePath.TryRead(node, path, reading, out string? file)) return false;
            ConfigResult result = ConfigFile.Load(reading.RelativePath(file));
            reading.Diagnostics.Include(result.Diagnostics);
            value = new ReadConfig(result.Config);
            return result.Ok;
        }

        // Places within it count from its own root, as they do in a file of its own.
        Reading inner = reading.ForOwnRoot();
        if (!ProxySection.Section.Shape.TryRead(node, "", inner, out ProxyConfig? config)) return false;
        ConfigChecks.Run(config, inner);
        value = new ReadConfig(config);
        return true;
    }
}
