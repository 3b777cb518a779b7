using System.Collections.Generic;
using System.IO;
using System.Linq;
using Gyrfalcon.Load.Processes;

namespace Gyrfalcon.Load.Contestants;

/// <summary>HAProxy, tuned as well as we know how for these workloads.</summary>
internal sealed record HaProxy(string Version) : Contestant("haproxy", "haproxy", Version)
{
    /// <summary>Lines of the global section.</summary>
    private const string Tls = $"""
            # tune.ssl.cachesize 0, since sessions are resumed by tickets, and tune.ssl.maxrecord 4096: no gain seen.
            ssl-default-bind-options ssl-min-ver TLSv1.2
            ssl-default-bind-ciphersuites {Certificate.Suites}

        """;

    public override Launch LaunchAt(Site site, Workload workload) =>
        new(new Command("haproxy", ["-db", "-f", Path.Combine(site.Directory, "haproxy.cfg")]))
        {
            Files = new Dictionary<string, string>
            {
                ["haproxy.cfg"] = $$"""
                    global
                        nbthread 1
                        maxconn {{site.ClientConnections}}
                        # It wants two descriptors per connection and more for pipes; idle clients need one.
                        no strict-limits
                        # With pipes of 256 KiB a spliced 1 MiB response costs half of what it costs with the default of 64 KiB.
                        tune.pipesize 262144
                    {{(workload.Tls ? Tls : "")}}
                    defaults
                        mode http
                        no log
                        timeout connect 5s
                        timeout client 1h
                        timeout server 1h
                        timeout http-keep-alive 1h
                        option http-keep-alive
                        http-reuse always
                        # Large bodies move through a pipe: a quarter of the cost of copying them through its default buffers.
                        # (tune.bufsize 65536 instead of splicing: 1.4 times the cost of splicing, and 3 % more on small responses.)
                        option splice-response

                    frontend web
                        # defer-accept: a connection is accepted when its request is there; saves about 6 µs of a new connection.
                        bind 127.0.0.1:{{site.Port}} backlog 4096 defer-accept{{(workload.Tls ? $" ssl crt {site.Certificate.Path}" : "")}}
                        default_backend app

                    backend app
                        balance roundrobin
                    {{string.Join('\n', site.Origins.Select(port => $"    server origin-{port} 127.0.0.1:{port}"))}}

                    """,
            },
        };
}
