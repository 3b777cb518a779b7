using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Gyrfalcon.Admin.State;

/// <summary>What is kept over a restart: what was changed while running and does not stand in the configuration file.</summary>
/// <param name="Configuration">A configuration in the place of the file's; null for none.</param>
/// <param name="FileDigest">SHA-256 of the file that <paramref name="Configuration"/> stands in for, in hexadecimal.</param>
/// <param name="Clusters">What operators have made of the members of clusters.</param>
public sealed record SavedState(string? Configuration, string? FileDigest, IReadOnlyDictionary<string, SavedCluster> Clusters);

/// <summary>See <see cref="Gyrfalcon.Proxy.Upstream.OperatorChanges"/>.</summary>
/// <param name="Added">Members that no list needs to have.</param>
/// <param name="Removed">URLs of those that are no members.</param>
/// <param name="Weights">Weights by URL.</param>
/// <param name="Drained">Reasons by URL.</param>
public sealed record SavedCluster(IReadOnlyList<SavedEndpoint> Added, IReadOnlyList<string> Removed, IReadOnlyDictionary<string, int> Weights, IReadOnlyDictionary<string, string> Drained);

/// <summary>An endpoint that an operator has added.</summary>
/// <param name="Url">Its URL.</param>
/// <param name="Weight">0 to 1000.</param>
/// <param name="Backup">It is used only when no other can be.</param>
/// <param name="MaxRequests">0 for no limit.</param>
public sealed record SavedEndpoint(string Url, int Weight, bool Backup, int MaxRequests);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(SavedState))]
internal sealed partial class SavedStateJson : JsonSerializerContext;
