using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Gyrfalcon.Admin;

/// <summary>The answer to POST /reload.</summary>
/// <param name="Applied">The configuration is in force; otherwise all is as it was.</param>
/// <param name="Changes">What that changed.</param>
/// <param name="Errors">Why it was refused.</param>
public sealed record ReloadAnswer(bool Applied, IReadOnlyList<ReloadAnswer.Line> Changes, IReadOnlyList<string> Errors)
{
    /// <summary>One change.</summary>
    /// <param name="Thing">listener, certificate, route, cluster, endpoint or setting.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Change">added, removed, changed, or waits for a restart.</param>
    /// <param name="Meaning">What that means for traffic; may be empty.</param>
    public sealed record Line(string Thing, string Name, string Change, string Meaning);
}

/// <summary>What the admin address says in JSON, made at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ReloadAnswer))]
[JsonSerializable(typeof(UpgradeAnswer))]
public sealed partial class AdminJson : JsonSerializerContext;
