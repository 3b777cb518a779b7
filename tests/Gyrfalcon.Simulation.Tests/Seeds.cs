using System;
using System.Globalization;
using System.Threading.Tasks;

namespace Gyrfalcon.Simulation.Tests;

/// <summary>Which worlds are run: GYR_SEEDS says how many (200), GYR_SEED the first of them (1).</summary>
internal static class Seeds
{
    internal static long First { get; } = Setting("GYR_SEED", 1);

    internal static long Count { get; } = Setting("GYR_SEEDS", 200);

    /// <summary>Runs the worlds of all seeds, on as many threads as there are processors, each world on one of them. The first failure ends it.</summary>
    /// <param name="run">Runs the world of a seed.</param>
    /// <param name="most">At most so many of them.</param>
    internal static void ForEach(Action<ulong> run, long most = long.MaxValue)
        => Parallel.For(First, First + Math.Min(Count, most), new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, (seed, state) =>
        {
            if (!state.IsStopped) run((ulong)seed);
        });

    private static long Setting(string name, long otherwise)
        => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? long.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
