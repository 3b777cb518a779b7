using System.Diagnostics.CodeAnalysis;
using System.Linq;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Schema;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Scenarios;

/// <summary>A time, or a section that names a distribution.</summary>
internal sealed class TimeSpreadShape : Shape<TimeSpreadConfig>
{
    public override ShapeFacts Facts { get; } = new SectionFacts(TimeSpreadSection.Section, OrScalar: ScenarioKinds.ShortTime);

    public override TimeSpreadConfig Absent => new() { Typical = default };

    protected override bool TryReadNode(YamlNode node, string path, Reading reading, [MaybeNullWhen(false)] out TimeSpreadConfig value)
    {
        value = null;
        if (node is YamlScalar)
        {
            if (!ScenarioKinds.ShortTime.TryRead(node, path, reading, out System.TimeSpan time)) return false;
            value = new TimeSpreadConfig { Typical = time };
            return true;
        }

        if (!TimeSpreadSection.Section.Shape.TryRead(node, path, reading, out value)) return false;
        if (node is YamlMapping mapping && mapping.Entries.Count(static entry => TimeSpreadSection.Section.Settings.Any(setting => setting.Key == entry.Key)) != 1)
            reading.Report(DiagnosticCodes.TimeSpread, path, "exactly one distribution belongs here", "keep one of `exponential`, `lognormal`, `pareto` and `bimodal`, or write a time");
        else if (value.Kind is not (TimeSpreadKind.Fixed or TimeSpreadKind.Exponential) && value.High <= value.Typical && value.High > default(System.TimeSpan) && !reading.IsAnyBrokenBelow(path))
            reading.Report(DiagnosticCodes.TimeSpread, path, "the long times must be longer than the usual ones", "raise `p99` or `rare`");
        return true;
    }
}
