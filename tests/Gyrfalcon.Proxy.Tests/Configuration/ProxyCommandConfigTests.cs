using System;
using System.Linq;
using Gyrfalcon.Proxy.Configuration;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Configuration;

public sealed class ProxyCommandConfigTests
{
    [Fact]
    public void ListenersOneRouteOneCluster()
    {
        ConfigResult result = ProxyCommandConfig.Build(new ProxyCommandArguments
        {
            Listen = [":8000", "127.0.0.1:0"],
            To = ["http://a", "https://b:8443"],
            Workers = "2",
            Driver = "epoll",
            Drain = "5s",
            AccessLog = "off",
            Admin = "127.0.0.1:3000",
            Host = "client",
            Verify = "false",
        });
        Assert.Empty(result.Diagnostics);
        ProxyConfig config = result.Config!;
        Assert.Equal(2, config.Workers);
        Assert.Equal(DriverSetting.Epoll, config.Driver);
        Assert.Equal(TimeSpan.FromSeconds(5), config.Drain);
        Assert.Equal(AccessLogFormat.Off, config.AccessLog.Format);
        Assert.Equal(("127.0.0.1:3000", true), (config.Admin.Listen!.ToString(), config.Admin.IsWritten));
        Assert.Equal([("web", ":8000"), ("web-2", "127.0.0.1:0")], config.Listeners.Select(l => (l.Name, l.Address.ToString())));
        Assert.Equal(("app", "app"), (config.Routes.Single().Name, config.Routes.Single().Cluster));
        ClusterConfig cluster = config.Clusters.Single();
        Assert.Equal(["http://a", "https://b:8443"], cluster.Endpoints.Select(e => e.Url));
        Assert.Equal(new EndpointHost(EndpointHostSource.Client), cluster.Host);
        Assert.False(cluster.Tls.Verify);
        Assert.Equal(new ConfigSource("", 0, 0, "--to"), cluster.Endpoints[0].Source);
    }

    [Fact]
    public void WhatIsLeftOutTakesTheDefaultsOfAFile()
    {
        ProxyConfig config = ProxyCommandConfig.Build(new ProxyCommandArguments { Listen = [":8000"], To = ["http://a"] }).Config!;
        ProxyConfig file = ConfigText.Parse("listeners: { web: { address: \":8000\" } }\nroutes: [ { cluster: app } ]\nclusters: { app: { endpoints: [ \"http://a\" ] } }\n", "gyr.yaml").Config!;
        Assert.Equal((file.Workers, file.Driver, file.Drain, file.AccessLog, file.Admin), (config.Workers, config.Driver, config.Drain, config.AccessLog, config.Admin));
        Assert.Equal((file.Listeners[0].Timeouts, file.Listeners[0].Limits), (config.Listeners[0].Timeouts, config.Listeners[0].Limits));
        Assert.Equal(file.Routes[0].Timeouts, config.Routes[0].Timeouts);
        Assert.Equal((file.Clusters[0].Host, file.Clusters[0].Tls, file.Clusters[0].Connections), (config.Clusters[0].Host, config.Clusters[0].Tls, config.Clusters[0].Connections));
    }

    [Fact]
    public void EveryMistakeIsReportedUnderTheNameOfItsOption()
    {
        ConfigResult result = ProxyCommandConfig.Build(new ProxyCommandArguments
        {
            Listen = ["8000", ":80", "0.0.0.0:80"],
            To = ["a:8080", "http://a/v1", "http://b", "http://b"],
            Workers = "0",
            Driver = "uring",
            Drain = "5",
            AccessLog = "jsno",
            Admin = "2019",
            Host = "a/b",
            Authority = "/nowhere/ca.pem",
            Verify = "no",
        });
        Assert.Null(result.Config);
        Assert.Equal(
            [
                "error GYR1101: --drain: the duration `5` has no unit; write `5s` for seconds, or `ms`, `m`, `h`",
                "error GYR1104: --workers: `0` is out of range; write `1` to `1024`, or `auto`",
                "error GYR1105: --verify: `no` is neither `true` nor `false`; write `false`",
                "error GYR1106: --access-log: `jsno` is not a choice here; did you mean `json`?",
                "error GYR1106: --driver: `uring` is not a choice here; did you mean `io_uring`?",
                "error GYR1108: --admin: `2019` is a port without an address; write `:2019` for all addresses, or `127.0.0.1:2019`",
                "error GYR1108: --listen: `8000` is a port without an address; write `:8000` for all addresses, or `127.0.0.1:8000`",
                "error GYR1109: --to: the URL `a:8080` has no scheme; write `http://a:8080` or `https://a:8080`",
                "error GYR1110: --to: the URL has a path, `/v1`; write `http://a`; the path and query are those of each request",
                "error GYR1111: --host: `a/b` is not a value for the Host field; write `auto`, `client`, `endpoint`, or a host with or without a port",
                "error GYR1206: --listen: the address `0.0.0.0:80` overlaps with `:80` of the listener `web`; choose another port, or keep one of the two",
                "error GYR1210: --authority: `/nowhere/ca.pem` does not exist; name a PEM file with at least one certificate; a relative path counts from the configuration's directory",
                "warning GYR1301: --to: the endpoint `http://b` is in the cluster already; remove one of the entries",
            ],
            result.Diagnostics.Select(d => d.ToString()));
    }

    [Theory]
    [InlineData("off", null)]
    [InlineData("unix:/run/gyr.sock", "unix:/run/gyr.sock")]
    public void TheAdminAddressMayBeOffOrASocket(string text, string? address)
        => Assert.Equal(address, ProxyCommandConfig.Build(new ProxyCommandArguments { Listen = [":8000"], To = ["http://a"], Admin = text }).Config!.Admin.Listen?.ToString());

    [Fact]
    public void AnAdminAddressForEverybodyIsRefused()
        => Assert.Contains("--admin", Assert.Single(ProxyCommandConfig.Build(new ProxyCommandArguments { Listen = [":8000"], To = ["http://a"], Admin = ":2019" }).Diagnostics).ToString(), StringComparison.Ordinal);

    [Fact]
    public void NothingAtAllIsReportedToo() =>
        Assert.Equal(
            ["error GYR1201: --listen: there is no address to listen on; add `--listen :8000`", "error GYR1203: --to: there is no endpoint to forward to; add `--to http://10.0.0.1:8080`"],
            ProxyCommandConfig.Build(new ProxyCommandArguments { Listen = [], To = [] }).Diagnostics.Select(d => d.ToString()));
}
