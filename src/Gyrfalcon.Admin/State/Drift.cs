using System;
using System.Collections.Generic;
using System.Linq;
using Gyrfalcon.Proxy.Reload;
using Gyrfalcon.Proxy.Snapshots;

namespace Gyrfalcon.Admin.State;

/// <summary>What is in force and does not stand in the configuration file.</summary>
public static class Drift
{
    /// <summary>Each difference in a sentence.</summary>
    /// <param name="snapshot">What is in force.</param>
    /// <param name="reloader">Knows the file, and what has taken its place.</param>
    /// <param name="hasFile">There is a file; otherwise the configuration cannot be another than its.</param>
    public static IEnumerable<string> Of(Snapshot snapshot, Reloader reloader, bool hasFile)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(reloader);
        IEnumerable<string> sentences = snapshot.Memberships.SelectMany(static membership => membership.Changes.Sentences(membership.Cluster.Name));
        if (!hasFile || reloader.Revisions.Current.Text == reloader.FileText) return sentences;
        return sentences.Prepend("the configuration in force is not that of the file: it was changed by the API, and the next reload puts the file's into its place");
    }
}
