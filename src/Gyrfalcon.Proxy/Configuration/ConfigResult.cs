using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using Gyrfalcon.Proxy.Configuration.Diagnostics;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>What came of reading a configuration.</summary>
/// <param name="Config">The configuration; null when there is an error among the diagnostics.</param>
/// <param name="Diagnostics">Every error and warning, in the order of the file.</param>
public sealed record ConfigResult(ProxyConfig? Config, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>What is worth knowing of a configuration that may run, in the order of the file; none of one that may not.</summary>
    public IReadOnlyList<Diagnostic> Notes { get; init; } = [];

    /// <summary>Whether the configuration may run; there may be warnings all the same.</summary>
    [MemberNotNullWhen(true, nameof(Config))]
    public bool Ok => Config is not null;

    /// <summary>Why there is nothing to read; null if there is.</summary>
    public string? Problem { get; init; }

    /// <summary>What was read; null if nothing could be, or if there was no text.</summary>
    public string? Text { get; init; }
}
