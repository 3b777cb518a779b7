using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Discovery;
using Gyrfalcon.Proxy.Snapshots;
using Gyrfalcon.Proxy.Telemetry;
using Gyrfalcon.Proxy.Upstream;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Discovery;

/// <summary>From the configuration to the members of a cluster, without traffic.</summary>
public sealed class DiscoveriesTests : IAsyncDisposable
{
    private readonly DnsServer _server = new();
    private readonly TemporaryDirectory _directory = new();
    private readonly StringWriter _log = new(CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _directory.Dispose();
        await _log.DisposeAsync();
    }

    [Fact]
    public async Task MembersJoinAndLeaveAndWhoStaysIsTheSame()
    {
        _server.Set("api.test", DnsRecord.Address("127.0.0.1"), DnsRecord.Address("127.0.0.2"));
        DiscoveryPlan plan = Plan($"endpoints: [ \"http://10.0.0.1\" ], discovery: {{ dns: {{ name: api.test, port: 80, scheme: https, servers: \"{_server.Address}\", min-ttl: 100ms, max-ttl: 100ms }} }}");
        Cluster cluster = plan.Membership.Cluster;
        await using (var discoveries = new Discoveries(new OperationalLog(_log)))
        {
            await discoveries.Start(plan).Within("the first answer");
            Assert.Equal("http://10.0.0.1 https://127.0.0.1:80 https://127.0.0.2:80", Names(cluster));
            Endpoint stays = cluster.Endpoints[2];
            Endpoint leaves = cluster.Endpoints[1];
            Assert.Equal("api.test", stays.Tls!.Name);
            Assert.Equal("api.test:80"u8, stays.AuthorityBytes);

            _server.Set("api.test", DnsRecord.Address("127.0.0.3"), DnsRecord.Address("127.0.0.2"));
            await Deadline.Until(() => Names(cluster) == "http://10.0.0.1 https://127.0.0.2:80 https://127.0.0.3:80", "the members change");
            Assert.Same(stays, cluster.Endpoints[1]);
            Assert.True(leaves.State.IsRetired);

            _server.Mood = DnsMood.Failing;
            int asked = _server.Questions;
            await Deadline.Until(() => _server.Questions >= asked + 12, "it was asked in vain, and again");
            Assert.Equal(3, cluster.Endpoints.Length);
            _server.Mood = DnsMood.Good;
            asked = _server.Questions;
            await Deadline.Until(() => _server.Questions >= asked + 6, "it was asked with success");
        }

        string log = _log.ToString();
        Assert.Contains("info cluster app: discovery: https://127.0.0.1:80, https://127.0.0.2:80 joined; 2 endpoints now", log, StringComparison.Ordinal);
        Assert.Contains("info cluster app: discovery: https://127.0.0.3:80 joined; 2 endpoints now", log, StringComparison.Ordinal);
        Assert.Contains("info cluster app: discovery: https://127.0.0.1:80 left; 2 endpoints now", log, StringComparison.Ordinal);
        Assert.Equal(2, log.Split("warn cluster app: discovery: `api.test` is answered with ServerFailure (A); the 2 endpoints known from it stay; it is asked again every 0.1 s").Length);
        Assert.Equal(2, log.Split("info cluster app: discovery: works again").Length);
    }

    [Fact]
    public async Task WeightsOfAFileChangeWithoutANewEndpoint()
    {
        string file = _directory.Write("endpoints.yaml", "- { url: \"http://10.0.0.1\", weight: 2 }\n- http://10.0.0.2\n");
        DiscoveryPlan plan = Plan("discovery: { file: endpoints.yaml }");
        await using var discoveries = new Discoveries(new OperationalLog(_log));
        await discoveries.Start(plan).Within("the first reading");
        Endpoint endpoint = plan.Membership.Cluster.Endpoints[0];
        Assert.Equal(2, endpoint.Weight);

        await File.WriteAllTextAsync(file, "- { url: \"http://10.0.0.1\", weight: 5, backup: true }\n- http://10.0.0.2\n");

        await Deadline.Until(() => endpoint.Weight == 5 && endpoint.IsBackup, "the endpoint has changed");
        Assert.Same(endpoint, plan.Membership.Cluster.Endpoints[0]);
    }

    [Fact]
    public async Task ALinkToADirectoryThatIsSwappedIsNoticed()
    {
        // As Kubernetes mounts a ConfigMap: endpoints.yaml -> ..data/endpoints.yaml, ..data -> a directory.
        foreach (string version in new[] { "1", "2" })
        {
            Directory.CreateDirectory(Path.Combine(_directory.Path, "..v" + version));
            _directory.Write($"..v{version}/endpoints.yaml", $"[ \"http://10.0.0.{version}\" ]");
        }

        string data = Path.Combine(_directory.Path, "..data");
        Directory.CreateSymbolicLink(data, "..v1");
        File.CreateSymbolicLink(Path.Combine(_directory.Path, "endpoints.yaml"), "..data/endpoints.yaml");
        DiscoveryPlan plan = Plan("discovery: { file: endpoints.yaml }");
        await using var discoveries = new Discoveries(new OperationalLog(_log));
        await discoveries.Start(plan).Within("the first reading");
        Assert.Equal("http://10.0.0.1", Names(plan.Membership.Cluster));

        Directory.CreateSymbolicLink(data + "_tmp", "..v2");
        await using (ProgramProcess rename = ProgramProcess.Start("mv", ["-T", data + "_tmp", data]))
            Assert.Equal(0, await rename.ExitAsync());

        await Deadline.Until(() => Names(plan.Membership.Cluster) == "http://10.0.0.2", "the other file is read");
    }

    private static string Names(Cluster cluster) => string.Join(' ', cluster.Endpoints.Select(endpoint => endpoint.Name));

    private DiscoveryPlan Plan(string cluster)
    {
        ConfigResult result = ConfigText.Parse($"listeners: {{ web: {{ address: \":0\" }} }}\nroutes: [ {{ cluster: app }} ]\nclusters: {{ app: {{ {cluster} }} }}\n", Path.Combine(_directory.Path, "gyr.yaml"));
        Assert.Equal([], result.Diagnostics.Select(diagnostic => diagnostic.ToString()));
        return SnapshotCompiler.Compile(result.Config!, 1, out _)!.Parts.Values.Single().Discovery!;
    }
}
