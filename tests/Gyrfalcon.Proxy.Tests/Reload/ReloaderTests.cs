using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Gyrfalcon.Engine.Driver;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Reload;
using Gyrfalcon.Proxy.Snapshots;
using Gyrfalcon.Proxy.Telemetry;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Reload;

public sealed class ReloaderTests
{
    private const string Text = """
        listeners: { web: { address: "127.0.0.1:0" } }
        routes: [ { cluster: app } ]
        clusters: { app: { endpoints: [ "http://127.0.0.1:1" ] } }
        """;

    [Fact]
    public async Task WhatWaitedUntilAnotherProcessHadTakenOverIsRefused()
    {
        var log = new OperationalLog(TextWriter.Null);
        ConfigResult config = ConfigText.Parse(Text, "gyr.yaml");
        Snapshot snapshot = SnapshotCompiler.Compile(config.Config!, 1, out string? error) ?? throw new InvalidOperationException(error);
        ProxyServer server = ProxyServer.Start(snapshot, 1, DriverChoice.Epoll(), null, log) ?? throw new InvalidOperationException("The proxy did not start.");
        await using var search = new EndpointSearch(log);
        using var reloader = new Reloader(() => config, static text => ConfigText.Parse(text, "gyr.yaml"), config, config, server, search, log);

        Task<(MemberOutcome Outcome, long Version)> drain;
        Task<ReloadOutcome> replace;
        long version = reloader.Version;
        using (await reloader.HoldAsync())
        {
            drain = reloader.ChangeMembersAsync("app", "test", "drain", null, static (members, at) => members.TryDrain("http://127.0.0.1:1", "repair", at));
            replace = reloader.ReplaceAsync(static _ => (Text + "\ndrain: 2s\n", null), "test", "replace", null);
            reloader.Close();
        }

        Assert.Equal(MemberOutcome.TakenOver, (await drain).Outcome);
        Assert.Equal((false, "another process has taken over"), ((await replace).Applied, (await replace).Errors.Single()));
        Assert.Equal((true, version), (snapshot.Memberships[0].Changes.IsEmpty, reloader.Version));
        Assert.Equal(["refused, another process has taken over", "refused, another process has taken over"], reloader.Audit.Last.Select(static entry => entry.Outcome));
        await server.StopAsync(TimeSpan.FromSeconds(1), Task.CompletedTask);
    }
}
