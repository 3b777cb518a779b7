using System;

namespace Gyrfalcon.Proxy.Configuration.Scenarios;

/// <summary>Which endpoints are meant: exactly one of a place in every so many, a cluster, or a URL.</summary>
public sealed record EndpointSelector
{
    /// <summary>With <see cref="Every"/>: the endpoints whose number in their cluster, from 1, is this one in each row of so many. 0 for none.</summary>
    public int Place { get; init; }

    /// <summary>The length of the row.</summary>
    public int Every { get; init; }

    /// <summary>The name of a cluster, all of whose endpoints are meant.</summary>
    public string? Cluster { get; init; }

    /// <summary>A URL in which <c>*</c> stands for anything.</summary>
    public string? Url { get; init; }

    /// <summary>Whether an endpoint is meant.</summary>
    /// <param name="cluster">The name of its cluster.</param>
    /// <param name="number">Its number in the cluster, from 0.</param>
    /// <param name="url">Its URL.</param>
    public bool Selects(string cluster, int number, string url)
        => Every > 0 ? number % Every == Place - 1
            : Cluster is not null ? Cluster == cluster
            : Url is not null && Matches(Url, url);

    /// <inheritdoc/>
    public override string ToString() => Every > 0 ? $"{Place} of {Every}" : Cluster ?? Url ?? "";

    private static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        int star = pattern.IndexOf('*');
        if (star < 0) return pattern.SequenceEqual(text);
        if (!text.StartsWith(pattern[..star], StringComparison.Ordinal)) return false;
        pattern = pattern[(star + 1)..];
        for (int skipped = star; skipped <= text.Length; skipped++)
        {
            if (Matches(pattern, text[skipped..])) return true;
        }

        return false;
    }
}
