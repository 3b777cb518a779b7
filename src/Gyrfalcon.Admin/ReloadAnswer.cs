using System.Collections.Generic;
using System.Text.Json.Serialization;
using Gyrfalcon.Admin.Api.Views;
using Gyrfalcon.Admin.Live;
using Gyrfalcon.Proxy.Explaining;
using Gyrfalcon.Proxy.Reload;

namespace Gyrfalcon.Admin;

/// <summary>What came of another configuration. One that was refused is a <see cref="Problem"/> with the same members.</summary>
/// <param name="Applied">The configuration is in force, or would be if it was only planned; otherwise all is as it was.</param>
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

    internal static Line LineOf(Change change) => new(change.Thing, change.Name, change.Word, change.Meaning);
}

/// <summary>What the admin address says in JSON, made at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ReloadAnswer))]
[JsonSerializable(typeof(UpgradeAnswer))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(StatusView))]
[JsonSerializable(typeof(ListenerView[]))]
[JsonSerializable(typeof(RouteView[]))]
[JsonSerializable(typeof(ClusterView[]))]
[JsonSerializable(typeof(EndpointView[]))]
[JsonSerializable(typeof(ConnectionsView))]
[JsonSerializable(typeof(RevisionView[]))]
[JsonSerializable(typeof(AuditView[]))]
[JsonSerializable(typeof(NewEndpoint))]
[JsonSerializable(typeof(NewWeight))]
[JsonSerializable(typeof(DrainReason))]
[JsonSerializable(typeof(TopologyView))]
[JsonSerializable(typeof(TickView))]
[JsonSerializable(typeof(HistoryView))]
[JsonSerializable(typeof(Question))]
[JsonSerializable(typeof(System.Text.Json.Nodes.JsonArray))]
[JsonSerializable(typeof(Explanation))]
public sealed partial class AdminJson : JsonSerializerContext;
