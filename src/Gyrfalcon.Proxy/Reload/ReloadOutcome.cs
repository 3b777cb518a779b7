using System.Collections.Generic;

namespace Gyrfalcon.Proxy.Reload;

/// <summary>What came of a change of the configuration.</summary>
/// <param name="Applied">It is in force; otherwise all is as it was.</param>
/// <param name="Changes">What it did, or nothing if it changed nothing.</param>
/// <param name="Errors">Why it was refused: every error.</param>
public sealed record ReloadOutcome(bool Applied, IReadOnlyList<Change> Changes, IReadOnlyList<string> Errors)
{
    /// <summary>It was refused because something else has been changed since the caller looked.</summary>
    public bool IsStale { get; init; }

    /// <summary>The <see cref="Reloader.Version"/> right afterwards.</summary>
    public long Version { get; init; }
}
