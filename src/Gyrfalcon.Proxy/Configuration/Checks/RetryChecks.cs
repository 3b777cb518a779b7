using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Schema;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Checks;

/// <summary>Retries, hedges and attempts' times that a route never comes to.</summary>
internal static class RetryChecks
{
    public static void Run(ProxyConfig config, Reading reading)
    {
        foreach (RouteConfig route in config.Routes)
        {
            string match = ConfigPath.Key(route.Source.Path, RouteSection.Match.Key);
            string retry = ConfigPath.Key(route.Source.Path, RouteSection.Retry.Key);
            if (reading.IsAnyBrokenBelow(match) || reading.IsAnyBrokenBelow(retry))
                continue;
            if (route.Respond is not null) ReportAnswering(route, reading);
            else if (route.Match.Methods is { Count: > 0 } methods && !methods.Any(IsIdempotent)) ReportMethods(route, reading);
            else ReportAttempt(route, reading);
        }
    }

    private static void ReportAnswering(RouteConfig route, Reading reading)
    {
        foreach (string key in (string[])[RouteSection.Retry.Key, RouteSection.Hedge.Key, RouteSection.Timeouts.Key])
        {
            string path = ConfigPath.Key(route.Source.Path, key);
            if (reading.IsWritten(path))
                reading.Report(DiagnosticCodes.WithoutCluster, path, $"`{key}` has no effect, for the route answers itself", "remove it");
        }
    }

    private static void ReportMethods(RouteConfig route, Reading reading)
    {
        string never = $"requests with {string.Join(" or ", route.Match.Methods.Select(static method => $"`{Shown.Text(method)}`"))} are never sent a second time";
        string retry = ConfigPath.Key(route.Source.Path, RouteSection.Retry.Key);
        string on = ConfigPath.Key(retry, RetrySection.On.Key);
        if (reading.IsWritten(on) && AfterSending(route.Retry.On).Any())
            reading.Report(DiagnosticCodes.NeverSentAgain, on, $"{never}, so of `on` {(route.Retry.On.Contains(RetryCondition.ConnectFailure) ? "only `connect-failure`" : "nothing")} has an effect", "write `on: connect-failure`, or match idempotent methods too");
        foreach (string[] keys in (string[][])[[RouteSection.Retry.Key, RetrySection.Attempts.Key], [RouteSection.Retry.Key, RetrySection.Budget.Key], [RouteSection.Hedge.Key], [RouteSection.Timeouts.Key, RouteTimeoutsSection.Attempt.Key]])
        {
            string path = keys.Aggregate(route.Source.Path, ConfigPath.Key);
            if (reading.IsWritten(path))
                reading.Report(DiagnosticCodes.NeverSentAgain, path, $"{never}, so `{keys[^1]}` has no effect", "remove it, or match idempotent methods too");
        }
    }

    private static void ReportAttempt(RouteConfig route, Reading reading)
    {
        string attempt = ConfigPath.Key(ConfigPath.Key(route.Source.Path, RouteSection.Timeouts.Key), RouteTimeoutsSection.Attempt.Key);
        if (route.Timeouts.Attempt is not null && (route.Retry.Attempts == 1 || !route.Retry.On.Contains(RetryCondition.Timeout)))
            reading.Report(DiagnosticCodes.WithoutCluster, attempt, "`attempt` has no effect, for the route's `retry` asks no other endpoint after `timeout`", "remove it, or add `timeout` to `retry.on`");
        string on = ConfigPath.Key(ConfigPath.Key(route.Source.Path, RouteSection.Retry.Key), RetrySection.On.Key);
        if (route.Retry.Attempts == 1 && reading.IsWritten(on) && AfterSending(route.Retry.On).Any())
            reading.Report(DiagnosticCodes.WithoutCluster, on, "with `attempts: 1` no request is sent a second time, so of `on` only `connect-failure` has an effect", "write `attempts: 2`");
    }

    private static IEnumerable<RetryCondition> AfterSending(IReadOnlyList<RetryCondition> on) => on.Where(static condition => condition != RetryCondition.ConnectFailure);

    private static bool IsIdempotent(string method) => Methods.Classify(Encoding.ASCII.GetBytes(method)).IsIdempotent();
}
