using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Gyrfalcon.Load.Processes;

namespace Gyrfalcon.Resilience.Origins;

/// <summary>The five origins of one contestant in one scene.</summary>
internal sealed class Farm : IDisposable
{
    public const int Size = 5;

    private readonly List<Origin> _origins = [];

    public Farm(Command program, string directory, FreePorts ports, ProcessLedger ledger)
    {
        try
        {
            for (var number = 0; number < Size; number++)
                _origins.Add(new Origin(number, ports.Take(), program, directory, ledger));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public IReadOnlyList<Origin> Origins => _origins;

    /// <summary>What the origins received: how many requests for work, and how many POSTs more than once.</summary>
    public (long Received, long DoneTwice) Journals()
    {
        var lines = _origins.SelectMany(origin => File.ReadLines(origin.Journal)).ToList();
        var posts = lines.Where(line => line.StartsWith("POST ", StringComparison.Ordinal)).ToList();
        return (lines.Count, posts.Count - posts.Distinct().Count());
    }

    public void Dispose()
    {
        foreach (var origin in _origins)
            origin.Dispose();
    }
}
