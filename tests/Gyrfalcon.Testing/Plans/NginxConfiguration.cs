using System;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Gyrfalcon.Testing;

/// <summary>Writes a <see cref="ProxyPlan"/> for nginx, as far as nginx can do the same: one catch-all route to one cluster.</summary>
public static class NginxConfiguration
{
    /// <summary>Why nginx cannot stand in for this plan, or null when it can.</summary>
    public static string? WhyNot(ProxyPlan plan) =>
        plan.Clusters is not [{ Endpoints.Count: > 0 }] || plan.Routes is not [{ Hosts.Count: 0, Path: null, Methods.Count: 0, Cluster: not null }]
            ? "nginx stands in only for one route to one cluster."
            : plan.Routes[0] is { Allow.Count: > 0 } or { TunnelIdleTimeout: not null } ? "nginx has no CONNECT and no timeout of tunnels."
            : plan.Listener is { HeaderFieldsLimit: not null } or { ConnectionsLimit: not null } ? "nginx has no such limit."
            : null;

    public static string Render(ProxyPlan plan, string directory, int port)
    {
        ClusterPlan cluster = plan.Clusters[0];
        RoutePlan route = plan.Routes[0];
        bool tls = cluster.Endpoints[0].StartsWith("https:", StringComparison.Ordinal);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $$"""
            daemon off; master_process on; worker_processes {{plan.Workers ?? 2}};
            pid {{directory}}/nginx.pid; error_log stderr notice;
            events { worker_connections 4096; }
            http {
              access_log off;
              client_body_temp_path {{directory}}/body; proxy_temp_path {{directory}}/proxy; fastcgi_temp_path {{directory}}/fastcgi;
              uwsgi_temp_path {{directory}}/uwsgi; scgi_temp_path {{directory}}/scgi;
              client_max_body_size {{Size(plan.Listener.BodyLimit ?? "0")}}; keepalive_requests 1000000;
              large_client_header_buffers 4 {{Size(plan.Listener.RequestLineLimit ?? "8k")}};
              {{Timeout("client_header_timeout", plan.Listener.RequestHeaderTimeout)}}
              {{Timeout("client_body_timeout", plan.Listener.RequestBodyIdleTimeout)}}
              {{Timeout("keepalive_timeout", plan.Listener.KeepAliveTimeout)}}
              map $http_upgrade $connection_option { default upgrade; "" ""; }
              upstream app { zone app 64k; keepalive 64;
                {{string.Concat(cluster.Endpoints.Select(endpoint => $"server {endpoint.Split("://")[1]}; "))}} }
              server { listen 127.0.0.1:{{port}};
                location / {
                  proxy_pass {{(tls ? "https" : "http")}}://app; proxy_http_version 1.1; proxy_set_header Connection $connection_option;
                  proxy_set_header Upgrade $http_upgrade; proxy_set_header Host $http_host;
                  proxy_buffering off; proxy_request_buffering off;
                  {{Timeout("proxy_connect_timeout", cluster.ConnectTimeout)}}
                  {{Timeout("proxy_read_timeout", route.ResponseHeaderTimeout ?? route.ResponseIdleTimeout)}}
                  {{(cluster.TlsAuthority is { } authority ? $"proxy_ssl_trusted_certificate {authority}; proxy_ssl_verify on; proxy_ssl_name {cluster.TlsServerName ?? "127.0.0.1"};" : "")}}
                }
              }
            }

            """);
        return text.ToString();
    }

    private static string Size(string size) => size.Replace("iB", "", StringComparison.Ordinal);

    private static string Timeout(string directive, TimeSpan? value) =>
        value is { } span ? string.Create(CultureInfo.InvariantCulture, $"{directive} {span.TotalMilliseconds:0}ms;") : "";
}
