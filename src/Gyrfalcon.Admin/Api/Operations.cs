using System;
using System.Collections.Generic;
using System.Text.Json.Nodes;
using Gyrfalcon.Admin.Metrics;

namespace Gyrfalcon.Admin.Api;

/// <summary>The one table of what can be asked of the admin address.</summary>
internal static class Operations
{
    private static readonly (string, Func<JsonNode>)[] Configuration = [("application/yaml", Shapes.Configuration), ("application/json", Shapes.Configuration)];

    internal static IReadOnlyList<Operation> All { get; } =
    [
        new("GET", "/metrics", "All metrics, as Prometheus or OpenMetrics text.", null, StatusApi.MetricsAsync) { Answers = [(MetricsText.MediaType(MetricsFormat.Prometheus), Shapes.Text), (MetricsText.MediaType(MetricsFormat.OpenMetrics), Shapes.Text)] },
        new("GET", "/v1/openapi.json", "This description.", null, StatusApi.OpenApiAsync) { Answers = [("application/json", Shapes.AnyObject)] },
        new("GET", "/v1/status", "The process at a glance.", AdminJson.Default.StatusView, StatusApi.StatusAsync),
        new("GET", "/v1/listeners", "The addresses that accept clients.", AdminJson.Default.ListenerViewArray, StatusApi.ListenersAsync),
        new("GET", "/v1/connections", "Open connections of clients, the newest first, with what each is doing.", AdminJson.Default.ConnectionsView, ConnectionsApi.AllAsync) { Query = ConnectionsApi.Query, OwnRefusals = [404, 503] },
        new("GET", "/v1/routes", "The routes, in order.", AdminJson.Default.RouteViewArray, StatusApi.RoutesAsync),
        new("GET", "/v1/clusters", "The clusters.", AdminJson.Default.ClusterViewArray, ClusterApi.ClustersAsync),
        new("GET", "/v1/clusters/{cluster}", "One cluster.", AdminJson.Default.ClusterView, ClusterApi.ClusterAsync),
        new("GET", "/v1/endpoints", "The endpoints of all clusters, with their states and reasons.", AdminJson.Default.EndpointViewArray, ClusterApi.AllEndpointsAsync),
        new("GET", "/v1/clusters/{cluster}/endpoints", "The endpoints of one cluster.", AdminJson.Default.EndpointViewArray, ClusterApi.EndpointsAsync),
        new("POST", "/v1/clusters/{cluster}/endpoints", "Adds an endpoint.", AdminJson.Default.EndpointView, ClusterApi.AddAsync) { Body = AdminJson.Default.NewEndpoint, OwnRefusals = [409, 503] },
        new("GET", "/v1/clusters/{cluster}/endpoints/{endpoint}", "One endpoint, by its percent-encoded URL or its host and port.", AdminJson.Default.EndpointView, ClusterApi.EndpointAsync),
        new("PATCH", "/v1/clusters/{cluster}/endpoints/{endpoint}", "Gives an endpoint another weight.", AdminJson.Default.EndpointView, ClusterApi.WeighAsync) { Body = AdminJson.Default.NewWeight, OwnRefusals = [503] },
        new("DELETE", "/v1/clusters/{cluster}/endpoints/{endpoint}", "Removes an endpoint; its requests under way go on.", null, ClusterApi.RemoveAsync) { OwnRefusals = [503] },
        new("POST", "/v1/clusters/{cluster}/endpoints/{endpoint}/drain", "Lets an endpoint get no new requests; sessions that stick to it go on.", AdminJson.Default.EndpointView, ClusterApi.DrainAsync) { Body = AdminJson.Default.DrainReason, OwnRefusals = [503] },
        new("POST", "/v1/clusters/{cluster}/endpoints/{endpoint}/enable", "Lets a drained endpoint get requests again.", AdminJson.Default.EndpointView, ClusterApi.EnableAsync) { OwnRefusals = [503] },
        new("GET", "/v1/events", "What happens, once a second, as server-sent events: first everything (`topology`), then what is new (`tick`).", null, LiveApi.EventsAsync) { Answers = [("text/event-stream", Shapes.Text)] },
        new("GET", "/v1/history/{kind}/{name}", "The last hour of process/all, or of a listener, route, cluster or endpoint; an endpoint's name is CLUSTER/URL, percent-encoded.", AdminJson.Default.HistoryView, LiveApi.HistoryAsync),
        new("GET", "/v1/exchanges", "Exchanges that have ended, the latest first: those that failed or were slow, and one of a hundred others, until newer ones take their places.", null, ExchangesApi.AllAsync) { Answers = [("application/json", Shapes.Exchanges)], Query = ExchangeFilter.Query },
        new("GET", "/v1/exchanges/{id}", "What happened to the request with this id; several if it was sent several times.", null, ExchangesApi.OneAsync) { Answers = [("application/json", Shapes.Exchanges)] },
        new("POST", "/v1/explain", "Tells what would become of a request, and why; nothing is sent.", AdminJson.Default.Explanation, ExplainApi.ExplainAsync) { Body = AdminJson.Default.Question, IsQuestion = true, TakesIfMatch = false },
        new("GET", "/v1/config", "The configuration in force: YAML as it was written, or JSON for those who accept it; values of `headers` are hidden.", null, ConfigApi.ReadAsync) { Answers = Configuration, OwnRefusals = [404] },
        new("PUT", "/v1/config", "Puts another configuration into force, or refuses it with every mistake.", AdminJson.Default.ReloadAnswer, ConfigApi.ReplaceAsync) { Bodies = Configuration, NeedsIfMatch = true, OwnRefusals = [422] },
        new("PATCH", "/v1/config", "Changes the configuration by a JSON merge patch (RFC 7396).", AdminJson.Default.ReloadAnswer, ConfigApi.PatchAsync) { Bodies = [("application/merge-patch+json", Shapes.Patch)], NeedsIfMatch = true, OwnRefusals = [409, 422] },
        new("POST", "/v1/config/plan", "Tells what another configuration would change, and changes nothing.", AdminJson.Default.ReloadAnswer, ConfigApi.PlanAsync) { Bodies = Configuration, IsQuestion = true, TakesIfMatch = false, OwnRefusals = [422] },
        new("POST", "/reload", "Reads the configuration file again and puts it into force.", AdminJson.Default.ReloadAnswer, ConfigApi.ReloadAsync) { OwnRefusals = [409, 422] },
        new("GET", "/v1/revisions", "The configurations that were in force, the oldest first.", AdminJson.Default.RevisionViewArray, ConfigApi.RevisionsAsync),
        new("GET", "/v1/revisions/{number}", "The text of one of them.", null, ConfigApi.RevisionAsync) { Answers = [("application/yaml", Shapes.Text)] },
        new("POST", "/v1/revisions/{number}/rollback", "Puts one of them into force again.", AdminJson.Default.ReloadAnswer, ConfigApi.RollBackAsync) { OwnRefusals = [422] },
        new("GET", "/v1/audit", "Who has changed what, the oldest first.", AdminJson.Default.AuditViewArray, StatusApi.AuditAsync),
        new("POST", "/upgrade", "Starts the program anew and hands it the listening sockets; this process ends when its requests have.", AdminJson.Default.UpgradeAnswer, ConfigApi.UpgradeAsync) { TakesIfMatch = false, OwnRefusals = [409, 422] },
    ];
}
