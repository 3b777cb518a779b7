using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;

namespace Gyrfalcon.Proxy.Upstream;

/// <summary>What operators have made of a cluster's members while it runs, beside what the configuration and discovery say. Endpoints are named by their URL. Immutable.</summary>
/// <param name="Added">Members that no list needs to have.</param>
/// <param name="Removed">Those that are no members, whatever the lists say.</param>
/// <param name="Weights">Weights in the place of those of the lists.</param>
/// <param name="Drained">Those that get no new requests.</param>
public sealed record OperatorChanges(
    ImmutableSortedDictionary<string, EndpointSpec> Added, ImmutableSortedSet<string> Removed, ImmutableSortedDictionary<string, int> Weights, ImmutableSortedDictionary<string, Drain> Drained)
{
    /// <summary>Nothing has been changed.</summary>
    public static readonly OperatorChanges None = new(
        ImmutableSortedDictionary.Create<string, EndpointSpec>(StringComparer.Ordinal),
        ImmutableSortedSet.Create<string>(StringComparer.Ordinal),
        ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal),
        ImmutableSortedDictionary.Create<string, Drain>(StringComparer.Ordinal));

    /// <summary>Nothing is other than the lists say.</summary>
    public bool IsEmpty => Added.IsEmpty && Removed.IsEmpty && Weights.IsEmpty && Drained.IsEmpty;

    /// <summary>Each of them in a sentence, for an operator.</summary>
    /// <param name="cluster">The name of the cluster.</param>
    public IEnumerable<string> Sentences(string cluster)
    {
        foreach (EndpointSpec added in Added.Values) yield return $"endpoint {cluster}/{added.Url} was added";
        foreach (string removed in Removed) yield return $"endpoint {cluster}/{removed} was removed";
        foreach ((string url, int weight) in Weights) yield return string.Create(CultureInfo.InvariantCulture, $"endpoint {cluster}/{url} was given the weight {weight}");
        foreach ((string url, Drain drain) in Drained) yield return $"endpoint {cluster}/{url} is drained: {drain.Reason}";
    }

    /// <summary>One that a list has, and that was taken out, is only taken back: it stays a member for as long as the list has it.</summary>
    /// <param name="wanted">What is to be a member.</param>
    /// <param name="listed">The same as a list has it; null if none does.</param>
    internal OperatorChanges Add(EndpointSpec wanted, EndpointSpec? listed) => this with
    {
        Added = listed is null ? Added.SetItem(wanted.Url, wanted) : Added,
        Removed = Removed.Remove(wanted.Url),
        Weights = listed is null || listed.Weight == wanted.Weight ? Weights.Remove(wanted.Url) : Weights.SetItem(wanted.Url, wanted.Weight),
    };

    /// <param name="url">Which.</param>
    /// <param name="isListed">A list has it.</param>
    internal OperatorChanges Remove(string url, bool isListed)
        => new(Added.Remove(url), isListed ? Removed.Add(url) : Removed, Weights.Remove(url), Drained.Remove(url));

    internal OperatorChanges Weigh(string url, int? weight) => this with { Weights = weight is { } other ? Weights.SetItem(url, other) : Weights.Remove(url) };

    /// <summary>One that is drained already has been so since then.</summary>
    internal OperatorChanges Drain(string url, string reason, DateTime at) => this with { Drained = Drained.SetItem(url, new Drain(reason, Drained.GetValueOrDefault(url)?.Since ?? at)) };

    internal OperatorChanges Enable(string url) => this with { Drained = Drained.Remove(url) };

    /// <summary>The members, each once: those of the lists, with the settings of the first that has them, then those that were added.</summary>
    internal IEnumerable<EndpointSpec> Applied(IEnumerable<EndpointSpec> listed)
        => listed.Where(spec => !Removed.Contains(spec.Url)).Concat(Added.Values).DistinctBy(static spec => spec.Url).Select(spec => Weights.TryGetValue(spec.Url, out int weight) ? spec with { Weight = weight } : spec);
}

/// <summary>Why an endpoint gets no new requests.</summary>
/// <param name="Reason">For an operator.</param>
/// <param name="Since">Since when, in UTC.</param>
public sealed record Drain(string Reason, DateTime Since);
