using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using Gyrfalcon.Proxy.Configuration.Diagnostics;

namespace Gyrfalcon.Proxy.Configuration.Scenarios;

/// <summary>What came of reading a scenario.</summary>
/// <param name="Scenario">The scenario; null when there is an error among the diagnostics.</param>
/// <param name="Diagnostics">Every error and warning, those of the configuration that it names last.</param>
public sealed record ScenarioResult(ScenarioConfig? Scenario, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>Whether the scenario may run; there may be warnings all the same.</summary>
    [MemberNotNullWhen(true, nameof(Scenario))]
    public bool Ok => Scenario is not null;
}
