using System.Collections.Generic;

namespace Gyrfalcon.Admin;

/// <summary>The answer to POST /upgrade.</summary>
/// <param name="Upgraded">Another process has taken over; otherwise all is as it was.</param>
/// <param name="Process">Its process id; null without one.</param>
/// <param name="Errors">Why not.</param>
public sealed record UpgradeAnswer(bool Upgraded, int? Process, IReadOnlyList<string> Errors)
{
    /// <summary>What is otherwise than before, though it succeeded.</summary>
    public IReadOnlyList<string>? Remarks { get; init; }
}
