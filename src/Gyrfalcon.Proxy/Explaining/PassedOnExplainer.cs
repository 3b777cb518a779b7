using System.Collections.Generic;
using System.Linq;
using System.Text;
using Gyrfalcon.Engine;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Downstream;
using Gyrfalcon.Proxy.Routing;
using Gyrfalcon.Proxy.Snapshots;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Explaining;

/// <summary>What becomes of a TLS connection whose requests are never seen here, by the name that its client asks for.</summary>
internal static class PassedOnExplainer
{
    /// <summary>Null if the connection ends here, and its requests are what counts.</summary>
    internal static Explanation? Explain(in Arrival arrival, Snapshot snapshot, bool isLive)
    {
        if (!arrival.IsSecured) return null;
        Listener listener = arrival.Listener;
        string name = arrival.ServerName ?? "";
        Route? route = arrival.MayBePassedOn ? snapshot.Router.MatchName(listener.Name, Encoding.UTF8.GetBytes(name)) : null;
        if (route is null && listener.Tls is not null) return null;
        RouteTrials trials = RouteTrials.OfName(listener.Name, name, snapshot, route);
        if (route is null) return new Explanation(listener.Name, trials.Told, "a TLS alert, unrecognized_name: no route passes the name on that the client asks for, and there is no certificate", null, [], [], []);

        Address client = arrival.Client;
        var request = new RequestHead();
        PassedName.Write(request, Encoding.UTF8.GetBytes(name), listener.Address.Port);
        (Cluster Cluster, ClusterChance Chance)[] clusters = [.. ClusterExplainer.Choices(request, client, route).Select(choice => (choice.Cluster, ClusterExplainer.View(request, client, choice.Cluster, choice.Chosen, isLive, int.MaxValue)))];
        IReadOnlyList<(Cluster Cluster, ClusterConfig Config)> configured = [.. clusters.Select(each => (each.Cluster, snapshot.Parts[each.Cluster.Name].Config))];
        string? refusal = isLive ? ClusterExplainer.WhenNoneTakesIt(clusters) : null;
        return new Explanation(
            listener.Name, trials.Told, refusal is null ? $"relayed by {route.Name}: the connection is passed on unopened, for the client asks for {(name.Length > 0 ? name : "no name")}" : $"a TLS alert, for {refusal}", route.Name,
            [.. WayExplainer.ProxyHeaders(configured)], [.. clusters.Select(static each => each.Chance)], [.. DecisionExplainer.OfPassedOn(route, configured, isLive)]);
    }
}
