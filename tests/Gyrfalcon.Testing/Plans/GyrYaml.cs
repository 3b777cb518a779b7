using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Gyrfalcon.Testing;

/// <summary>Writes a <see cref="ProxyPlan"/> as gyr.yaml, in flow style: one line per thing.</summary>
public static class GyrYaml
{
    public static string Render(ProxyPlan plan)
    {
        var yaml = new StringBuilder();
        yaml.Append(CultureInfo.InvariantCulture, $"admin: {plan.Admin}\n");
        if (plan.Workers is { } workers)
            yaml.Append(CultureInfo.InvariantCulture, $"workers: {workers}\n");
        if (plan.Drain is { } drain)
            yaml.Append(CultureInfo.InvariantCulture, $"drain: {Duration(drain)}\n");
        if (plan.Memory is { } memory)
            yaml.Append(CultureInfo.InvariantCulture, $"memory: {memory}\n");
        if (plan.Otlp is { } otlp)
            yaml.Append(CultureInfo.InvariantCulture, $"otlp: {otlp}\n");
        yaml.Append(CultureInfo.InvariantCulture, $"listeners:\n  {plan.Listener.Name}: {Listener(plan.Listener)}\n");
        yaml.Append("routes:\n");
        foreach (RoutePlan route in plan.Routes)
            yaml.Append(CultureInfo.InvariantCulture, $"  - {Route(route)}\n");
        if (plan.Clusters.Count > 0)
            yaml.Append("clusters:\n");
        foreach (ClusterPlan cluster in plan.Clusters)
            yaml.Append(CultureInfo.InvariantCulture, $"  {cluster.Name}: {Cluster(cluster)}\n");
        return yaml.ToString();
    }

    private static string Listener(ListenerPlan listener) => Map(
        ("address", Quote(listener.Address)),
        ("tls", listener.Tls),
        ("trusted-proxies", List(listener.TrustedProxies)),
        ("proxy-protocol", listener.ProxyProtocol),
        ("timeouts", Map(
            ("request-header", Duration(listener.RequestHeaderTimeout)),
            ("request-body-idle", Duration(listener.RequestBodyIdleTimeout)),
            ("keep-alive", Duration(listener.KeepAliveTimeout)),
            ("send-idle", Duration(listener.SendIdleTimeout)),
            ("rate-grace", Duration(listener.RateGrace)),
            ("tls-handshake", Duration(listener.TlsHandshakeTimeout)))),
        ("limits", Map(
            ("request-line", listener.RequestLineLimit),
            ("header-bytes", listener.HeaderBytesLimit),
            ("tls-handshakes", Number(listener.TlsHandshakes)),
            ("header-fields", Number(listener.HeaderFieldsLimit)),
            ("body", listener.BodyLimit),
            ("connections", Number(listener.ConnectionsLimit)),
            ("connections-per-client", Number(listener.ConnectionsPerClientLimit)),
            ("min-request-rate", listener.MinRequestRate),
            ("min-response-rate", listener.MinResponseRate))));

    private static string Route(RoutePlan route) => Map(
        ("name", route.Name),
        ("match", Map(
            ("host", List(route.Hosts)),
            ("path", Quote(route.Path)),
            ("methods", List(route.Methods)))),
        ("allow", List(route.Allow)),
        ("respond", Map(("status", Number(route.RespondStatus)), ("body", Quote(route.RespondBody)))),
        ("timeouts", Map(
            ("response-header", Duration(route.ResponseHeaderTimeout)),
            ("response-idle", Duration(route.ResponseIdleTimeout)),
            ("attempt", Duration(route.AttemptTimeout)),
            ("total", Duration(route.TotalTimeout)),
            ("tunnel-idle", Duration(route.TunnelIdleTimeout)))),
        ("slow", Duration(route.Slow)),
        ("retry", route.Retry),
        ("hedge", route.Hedge),
        ("cluster", route.Cluster),
        ("split", route.Split),
        ("split-key", Quote(route.SplitKey)),
        ("mirror", route.Mirror));

    private static string Cluster(ClusterPlan cluster) => Map(
        ("endpoints", cluster.EndpointsYaml ?? List(cluster.Endpoints)),
        ("discovery", cluster.Discovery),
        ("balancer", cluster.Balancer),
        ("sticky", cluster.Sticky),
        ("health", cluster.Health),
        ("slow-start", Duration(cluster.SlowStart)),
        ("circuit-breaker", cluster.CircuitBreaker),
        ("queue-timeout", Duration(cluster.QueueTimeout)),
        ("host", Quote(cluster.Host)),
        ("proxy-protocol", cluster.ProxyProtocol),
        ("tls", Map(
            ("authority", Quote(cluster.TlsAuthority)),
            ("certificate", cluster.TlsCertificate is { } own ? $"{{ {own} }}" : null),
            ("verify", cluster.TlsVerify is { } verify ? verify ? "true" : "false" : null),
            ("server-name", Quote(cluster.TlsServerName)))),
        ("connections", Map(
            ("connect-timeout", Duration(cluster.ConnectTimeout)),
            ("idle", Duration(cluster.IdleTimeout)),
            ("max-idle", Number(cluster.MaxIdle)))));

    private static string Map(params (string Key, string? Value)[] entries)
    {
        string[] present = [.. entries.Where(entry => entry.Value is not (null or "")).Select(entry => $"{entry.Key}: {entry.Value}")];
        return present.Length == 0 ? "" : $"{{ {string.Join(", ", present)} }}";
    }

    private static string? List(IReadOnlyList<string> items) => items.Count == 0 ? null : $"[ {string.Join(", ", items.Select(Quote))} ]";

    private static string? Quote(string? text) => text is null ? null : $"\"{text}\"";

    private static string? Number(int? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string? Duration(TimeSpan? span) => span is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value.TotalMilliseconds:0}ms") : null;
}
