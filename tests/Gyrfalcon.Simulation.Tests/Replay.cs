using System.Globalization;

namespace Gyrfalcon.Simulation.Tests;

/// <summary>How a world that failed is run again.</summary>
internal static class Replay
{
    /// <summary>What a failure begins with: the seed, and the one command that shows it again, from the repository's root.</summary>
    internal static string Of(ulong seed) => string.Create(CultureInfo.InvariantCulture,
        $"In the world of seed {seed} (again: GYR_SEED={seed} GYR_SEEDS=1 dotnet test -c Release --project tests/Gyrfalcon.Simulation.Tests)");
}
