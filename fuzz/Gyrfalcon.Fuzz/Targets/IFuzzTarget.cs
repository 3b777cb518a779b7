using System;

namespace Gyrfalcon.Fuzz.Targets;

/// <summary>A parser under fuzz, with what must hold for every input whatever.</summary>
internal interface IFuzzTarget
{
    /// <summary>Name on the command line and of the corpus folder.</summary>
    string Name { get; }

    /// <summary>Runs the parser on an input and checks its invariants.</summary>
    /// <returns>A short description of what happened, equal for inputs that are alike: new ones are worth keeping.</returns>
    /// <exception cref="InvariantException">An invariant does not hold.</exception>
    string Run(ReadOnlySpan<byte> input);
}

/// <summary>An invariant of a parser does not hold for some input.</summary>
internal sealed class InvariantException(string message) : Exception(message)
{
    internal static void Equal(string invariant, string expected, string actual)
    {
        if (!string.Equals(expected, actual, StringComparison.Ordinal))
            throw new InvariantException($"{invariant}\n--- expected\n{expected}\n--- actual\n{actual}");
    }

    internal static void True(string invariant, bool holds)
    {
        if (!holds)
            throw new InvariantException(invariant);
    }
}
