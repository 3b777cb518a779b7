using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;

using Gyrfalcon.Fuzz.Targets;

namespace Gyrfalcon.Fuzz;

/// <summary>
/// Fuzzing that needs nothing but dotnet: mutates the corpus for a time and keeps what makes the target behave in a way not seen
/// yet, by its own description. Ends at the first input that breaks an invariant or throws.
/// </summary>
internal sealed class Campaign(IFuzzTarget target, string corpus, int seed)
{
    private readonly List<byte[]> _pool = [];
    private readonly HashSet<string> _outcomes = new(StringComparer.Ordinal);

    /// <summary>Runs for a time. True if every input kept the invariants.</summary>
    /// <param name="duration">How long.</param>
    /// <param name="keep">Write inputs with a new outcome into the corpus.</param>
    internal bool Run(TimeSpan duration, bool keep)
    {
        foreach (string file in Directory.GetFiles(corpus))
        {
            byte[] input = File.ReadAllBytes(file);
            if (!TryRun(input, out string outcome))
                return false;
            _outcomes.Add(outcome);
            _pool.Add(input);
        }

        var mutator = new Mutator(seed);
        var clock = Stopwatch.StartNew();
        long runs = 0;
        int found = 0;
        while (clock.Elapsed < duration)
        {
            byte[] input = mutator.Next(_pool);
            runs++;
            if (!TryRun(input, out string outcome))
                return false;
            if (!_outcomes.Add(outcome))
                continue;
            found++;
            _pool.Add(input);
            if (keep)
                File.WriteAllBytes(Path.Combine(corpus, $"found-{seed}-{found:d3}"), input);
        }
        Console.WriteLine($"{target.Name}: {runs:n0} inputs, {_outcomes.Count} outcomes ({found} new), {_pool.Count} in the pool, no failure");
        return true;
    }

    private bool TryRun(byte[] input, out string outcome)
    {
        try
        {
            outcome = target.Run(input);
            return true;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            outcome = "";
            string file = Path.GetFullPath($"{target.Name}-failure-{seed}.bin");
            File.WriteAllBytes(file, input);
            Console.Error.WriteLine($"{target.Name}: {failure}\nThe input is in {file}");
            return false;
        }
    }
}
