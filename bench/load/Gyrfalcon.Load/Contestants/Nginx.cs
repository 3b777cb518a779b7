using System.Collections.Generic;
using System.IO;
using System.Linq;
using Gyrfalcon.Load.Processes;

namespace Gyrfalcon.Load.Contestants;

/// <summary>nginx, tuned as well as we know how for these workloads.</summary>
internal sealed record Nginx(string Version) : Contestant("nginx", "nginx", Version)
{
    public override Launch LaunchAt(Site site, Workload workload) =>
        new(new Command("nginx", ["-c", Path.Combine(site.Directory, "nginx.conf"), "-p", site.Directory]))
        {
            Files = new Dictionary<string, string>
            {
                ["nginx.conf"] = $$"""
                    daemon off;
                    worker_processes 1;
                    pid nginx.pid;
                    error_log stderr error;
                    events {
                        worker_connections {{site.ClientConnections * 2}};
                    }
                    http {
                        access_log off;
                        client_body_temp_path client_body;
                        proxy_temp_path proxy;
                        fastcgi_temp_path fastcgi;
                        uwsgi_temp_path uwsgi;
                        scgi_temp_path scgi;

                        # No connection is closed for its age or for the number of its requests, on either side.
                        keepalive_timeout 1h;
                        keepalive_requests 1000000000;

                        upstream app {
                            # Round robin is the default.
                    {{string.Join('\n', site.Origins.Select(port => $"        server 127.0.0.1:{port};"))}}
                            # Enough for one upstream connection per client connection.
                            keepalive 128;
                            keepalive_timeout 1h;
                            keepalive_requests 1000000000;
                        }

                        server {
                            # deferred: a connection is accepted when its request is there; saves about 2 µs of a new connection.
                            listen 127.0.0.1:{{site.Port}} backlog=4096 deferred{{(workload.Tls ? " ssl" : "")}};
                    {{(workload.Tls ? Tls(site.Certificate) : "")}}        location / {
                                proxy_pass http://app;
                                proxy_http_version 1.1;
                                proxy_set_header Connection "";
                                # The best of seven settings tried: with the defaults (4k, 8 4k) 10 KiB cost a fifth more and 1 MiB twice as much.
                                # proxy_buffering off was no better with any size of buffer.
                                proxy_buffer_size 16k;
                                proxy_buffers 8 16k;
                                # Never to disk.
                                proxy_max_temp_file_size 0;
                            }
                        }
                    }

                    """,
            },
        };

    /// <summary>Lines of the server.</summary>
    private static string Tls(Certificate shown) => $"""
                ssl_certificate {shown.Path};
                ssl_certificate_key {shown.Key};
                ssl_protocols TLSv1.2 TLSv1.3;
                ssl_prefer_server_ciphers on;
                ssl_conf_command Ciphersuites {Certificate.Suites};
                # Sessions are resumed by tickets, which is the default; a cache would only serve TLS 1.2.
                # ssl_buffer_size 4k instead of the default of 16k, and ssl_session_cache off: no gain seen.
                ssl_session_tickets on;

        """;
}
