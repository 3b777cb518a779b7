using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Gyrfalcon.Engine;
using Gyrfalcon.Http;
using Gyrfalcon.Http.Http1;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Downstream;
using Gyrfalcon.Proxy.Routing;
using Gyrfalcon.Proxy.Snapshots;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Explaining;

/// <summary>Tells what would become of a request under a snapshot, by the same parser, router and rules that requests meet. On the thread pool; changes nothing.</summary>
public static class Explainer
{
    /// <summary>The most routes, and endpoints of a cluster, that a request is told of in its answer.</summary>
    private const int MostTold = 256;

    /// <summary>Null, with a sentence in <paramref name="problem"/>, if the question cannot be understood.</summary>
    /// <param name="question">The request.</param>
    /// <param name="snapshot">What it would meet.</param>
    /// <param name="isLive">The snapshot is in force, so what is known of its endpoints counts.</param>
    /// <param name="problem">What is wrong with the question.</param>
    /// <param name="mark">What only this process's entry in Via contains; null where no process runs.</param>
    public static Explanation? Explain(Question question, Snapshot snapshot, bool isLive, out string? problem, byte[]? mark = null)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(snapshot);
        if (WrittenRequest.Of(question, snapshot, mark ?? [], out problem) is not { } written) return null;
        Arrival arrival = written.Arrival;
        var request = new RequestHead();
        ParseResult result = RequestParser.Parse(request, written.Head, arrival.Listener.HeadLimits);

        // Where the question has no URL, the client is taken to have asked for the host that it names.
        if (arrival.IsSecured && !written.HasUrl) arrival = arrival with { ServerName = WrittenRequest.ServerNameOf(Encoding.ASCII.GetString(request.Host)) };
        if (PassedOnExplainer.Explain(arrival, snapshot, isLive) is { } passedOn) return passedOn;
        if (result.Status == ParseStatus.Done) return Explain(request, arrival, snapshot, isLive, int.MaxValue, met: null);
        return new Explanation(arrival.Listener.Name, [], Refusals.Told(result.Fault, result.Violation), null, [.. WayExplainer.OfOwnAnswers(arrival, fields: null)], [], []);
    }

    /// <summary>Tells what becomes of a request that has come, of no more than so many routes and endpoints, for somebody waits for it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="arrival">How it came.</param>
    /// <param name="snapshot">What it meets.</param>
    /// <param name="met">Why it is refused; None if it is not.</param>
    internal static Explanation Explain(RequestHead request, Arrival arrival, Snapshot snapshot, FaultKind met) => Explain(request, arrival, snapshot, isLive: true, MostTold, met);

    private static Explanation Explain(RequestHead request, Arrival arrival, Snapshot snapshot, bool isLive, int most, FaultKind? met)
    {
        Listener listener = arrival.Listener;
        Route? found = snapshot.Router.Match(listener.Name, request, out Violation? violation);
        FaultKind fault = met ?? AdmissionRules.Check(request, arrival, found, violation);
        string? answer = fault != FaultKind.None ? Refusals.Told(fault, request, arrival, found, violation) : Refusals.Told(AdmissionRules.AnswererOf(request, listener.RedirectPort, found), listener.RedirectPort, found);

        // Where everything is redirected no route serves anybody.
        Route? route = listener.RedirectPort is null ? found : null;
        RouteTrials trials = listener.RedirectPort is null ? RouteTrials.OfRequest(request, arrival, snapshot, route, most) : RouteTrials.None;
        if (answer is not null) return new Explanation(listener.Name, trials.Told, answer, route?.Name, [.. WayExplainer.OfOwnAnswers(arrival, request.Fields)], [], []) { Untold = trials.Untold };

        Address client = ClientAddress.Of(arrival.Client, arrival.IsTrusted, listener, request.Fields);
        (Cluster Cluster, ClusterChance Chance)[] clusters = [.. ClusterExplainer.Choices(request, client, route!).Select(choice => (choice.Cluster, ClusterExplainer.View(request, client, choice.Cluster, choice.Chosen, isLive, most)))];
        IReadOnlyList<(Cluster Cluster, ClusterConfig Config)> configured = [.. clusters.Select(each => (each.Cluster, snapshot.Parts[each.Cluster.Name].Config))];
        RouteConfig config = snapshot.RouteConfigs[snapshot.Router.Routes.IndexOf(route!)];
        return new Explanation(
            listener.Name, trials.Told, isLive ? ClusterExplainer.WhenNoneTakesIt(clusters) : null, route!.Name,
            [.. WayExplainer.Policies(request, arrival, configured, snapshot)], [.. clusters.Select(static each => each.Chance)], [.. DecisionExplainer.Decisions(request, route, config, configured, isLive)]) { Untold = trials.Untold };
    }
}
