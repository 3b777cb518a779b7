using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Gyrfalcon.Simulation;

namespace Gyrfalcon.Scenarios;

/// <summary>What the proxy writes to its operational log, with the world's time in place of the wall clock's.</summary>
internal sealed class ProxyLog(SimulatedWorld world, long began) : TextWriter
{
    private const int Most = 1000;

    private readonly List<(TimeSpan At, string Text)> _lines = [];

    /// <summary>The first thousand lines.</summary>
    internal IReadOnlyList<(TimeSpan At, string Text)> Lines => _lines;

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(string? value)
    {
        if (value is null || _lines.Count == Most) return;
        int time = value.IndexOf(' ', StringComparison.Ordinal);
        _lines.Add((TimeSpan.FromTicks((world.Now - began) / 100), value[(time + 1)..].Trim()));
    }
}
