using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text.Json.Serialization;

namespace Gyrfalcon.Admin.State;

/// <summary>What is kept over a restart, and handed over in an upgrade: what was changed while running and does not stand in the configuration file. What is missing in the text that it was read from is empty.</summary>
/// <param name="Configuration">A configuration in the place of the file's; null for none.</param>
/// <param name="FileDigest">SHA-256 of the file that <paramref name="Configuration"/> stands in for, in hexadecimal.</param>
/// <param name="Clusters">What operators have made of the members of clusters.</param>
public sealed record SavedState(string? Configuration, string? FileDigest, IReadOnlyDictionary<string, SavedCluster> Clusters)
{
    /// <summary>Nothing was changed.</summary>
    public static readonly SavedState None = new(null, null, ImmutableDictionary<string, SavedCluster>.Empty);

    /// <summary>What operators have made of the members of clusters, by their names.</summary>
    public IReadOnlyDictionary<string, SavedCluster> Clusters { get; init; } = Clusters is null ? None.Clusters : Clusters.Where(static each => each.Value is not null).ToDictionary();

    /// <summary>There is nothing in it.</summary>
    [JsonIgnore]
    public bool IsEmpty => Configuration is null && Clusters.Count == 0;
}

/// <summary>See <see cref="Gyrfalcon.Proxy.Upstream.OperatorChanges"/>.</summary>
/// <param name="Added">Members that no list needs to have.</param>
/// <param name="Removed">URLs of those that are no members.</param>
/// <param name="Weights">Weights by URL.</param>
/// <param name="Drained">Reasons by URL.</param>
/// <param name="DrainedSince">Since when, by URL; of one that is missing it is not known.</param>
public sealed record SavedCluster(IReadOnlyList<SavedEndpoint> Added, IReadOnlyList<string> Removed, IReadOnlyDictionary<string, int> Weights, IReadOnlyDictionary<string, string> Drained, IReadOnlyDictionary<string, DateTime>? DrainedSince = null)
{
    /// <summary>Members that no list needs to have.</summary>
    public IReadOnlyList<SavedEndpoint> Added { get; init; } = Added ?? [];

    /// <summary>URLs of those that are no members.</summary>
    public IReadOnlyList<string> Removed { get; init; } = Removed ?? [];

    /// <summary>Weights by URL.</summary>
    public IReadOnlyDictionary<string, int> Weights { get; init; } = Weights ?? ImmutableDictionary<string, int>.Empty;

    /// <summary>Reasons by URL.</summary>
    public IReadOnlyDictionary<string, string> Drained { get; init; } = Drained ?? ImmutableDictionary<string, string>.Empty;
}

/// <summary>An endpoint that an operator has added.</summary>
/// <param name="Url">Its URL.</param>
/// <param name="Weight">0 to 1000.</param>
/// <param name="Backup">It is used only when no other can be.</param>
/// <param name="MaxRequests">0 for no limit.</param>
public sealed record SavedEndpoint(string Url, int Weight, bool Backup, int MaxRequests);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(SavedState))]
internal sealed partial class SavedStateJson : JsonSerializerContext;
