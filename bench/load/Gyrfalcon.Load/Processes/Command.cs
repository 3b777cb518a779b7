using System.Collections.Generic;

namespace Gyrfalcon.Load.Processes;

/// <summary>A program with its arguments and what is added to its environment.</summary>
public sealed record Command(string Program, IReadOnlyList<string> Arguments)
{
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The same program, allowed on one core only.</summary>
    public Command OnCore(int core) =>
        this with { Program = "taskset", Arguments = ["-c", core.ToString(System.Globalization.CultureInfo.InvariantCulture), Program, .. Arguments] };

    public override string ToString() => string.Join(' ', [Program, .. Arguments]);
}
