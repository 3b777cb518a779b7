using System;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.Testing;

public sealed class GyrYamlTests
{
    [Fact]
    public void A_plan_is_written_as_the_design_has_it()
    {
        var plan = new ProxyPlan
        {
            Workers = 2,
            Drain = TimeSpan.FromSeconds(2),
            Listener = new() { KeepAliveTimeout = TimeSpan.FromMilliseconds(300), BodyLimit = "1KiB" },
            Routes = [new() { Name = "r", Hosts = ["a.example", "*.b.example"], Path = "/x/*", Cluster = "app", ResponseIdleTimeout = TimeSpan.FromSeconds(1) }, new() { RespondStatus = 404 }],
            Clusters = [new() { Endpoints = ["http://127.0.0.1:1"], TlsVerify = false, MaxIdle = 3 }],
        };

        Assert.Equal("""
            admin: off
            workers: 2
            drain: 2000ms
            listeners:
              web: { address: "127.0.0.1:0", timeouts: { keep-alive: 300ms }, limits: { body: 1KiB } }
            routes:
              - { name: r, match: { host: [ "a.example", "*.b.example" ], path: "/x/*" }, timeouts: { response-idle: 1000ms }, cluster: app }
              - { respond: { status: 404 } }
            clusters:
              app: { endpoints: [ "http://127.0.0.1:1" ], tls: { verify: false }, connections: { max-idle: 3 } }

            """, GyrYaml.Render(plan));
    }
}
