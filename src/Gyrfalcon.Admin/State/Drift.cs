using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Gyrfalcon.Proxy.Reload;
using Gyrfalcon.Proxy.Snapshots;

namespace Gyrfalcon.Admin.State;

/// <summary>What is in force and does not stand in the configuration file.</summary>
public static class Drift
{
    private const int MostDifferences = 5;

    /// <summary>Each difference in a sentence.</summary>
    /// <param name="snapshot">What is in force.</param>
    /// <param name="reloader">Knows the file, and what has taken its place.</param>
    /// <param name="hasFile">There is a file; otherwise there are options of the command line.</param>
    public static IEnumerable<string> Of(Snapshot snapshot, Reloader reloader, bool hasFile)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(reloader);
        IEnumerable<string> sentences = snapshot.Memberships.SelectMany(static membership => membership.Changes.Sentences(membership.Cluster.Name));
        if (reloader.IsOfFile) return sentences;
        string where = reloader is { File.Config: { } file, Wanted: { } wanted } ? $" ({Shortened([.. ConfigDifference.Between(file, wanted)])})" : "";
        return sentences.Prepend(hasFile
            ? $"the configuration in force is not that of the file: it was changed by the API{where}, and the next reload puts the file's into its place"
            : $"the configuration in force is not that of the command line: it was changed by the API{where}");
    }

    private static string Shortened(IReadOnlyList<string> differences)
        => differences.Count <= MostDifferences ? string.Join(", ", differences) : string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", differences.Take(MostDifferences))} and {differences.Count - MostDifferences} more");
}
