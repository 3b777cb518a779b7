using System.IO;
using System.Linq;
using Gyrfalcon.Proxy.Configuration;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Configuration;

public sealed class ExamplesTests
{
    public static TheoryData<string> Files => [.. Directory.GetFiles(Repository.PathTo("examples"), "*.yaml").Select(file => Path.GetFileName(file))];

    [Theory]
    [MemberData(nameof(Files))]
    public void EveryExampleLoadsWithoutAWord(string file)
    {
        ConfigResult result = ConfigFile.Load(Repository.PathTo("examples", file));
        Assert.Equal([], result.Diagnostics.Select(d => d.ToString()));
        Assert.True(result.Ok);

        // Some are shorter without; that is the one thing to be said about them.
        Assert.All(result.Notes, note => Assert.Equal("GYR1501", note.Code.Id));
    }

    [Fact]
    public void TheThreeExamplesAreThere() =>
        Assert.Subset(Directory.GetFiles(Repository.PathTo("examples")).Select(file => Path.GetFileName(file)).ToHashSet(), new[] { "minimal.yaml", "hosts-and-paths.yaml", "https-endpoints.yaml" }.ToHashSet());

    [Fact]
    public void HttpsExampleFindsTheAuthorityBesideItself()
    {
        ConfigResult result = ConfigFile.Load(Repository.PathTo("examples", "https-endpoints.yaml"));
        ClusterConfig cluster = result.Config!.Clusters.Single(c => c.Name == "internal");
        Assert.Equal(Repository.PathTo("examples", "internal-ca.pem"), cluster.Tls.Authority);
        Assert.Equal("app.internal", cluster.Tls.ServerName);
        Assert.Equal(new EndpointHost(EndpointHostSource.Client), cluster.Host);
        Assert.All(cluster.Endpoints, endpoint => Assert.Equal(EndpointScheme.Https, endpoint.Scheme));
    }
}
