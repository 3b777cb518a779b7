using System;
using System.IO;
using System.Linq;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Configuration;

public sealed class EndpointsFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void TheShapeIsThatOfEndpoints()
    {
        EndpointsFileResult result = EndpointsFile.Load(_directory.Write("endpoints.yaml", "- http://10.0.0.1:8080\n- { url: \"https://api.internal\", weight: 3, backup: true, max-requests: 7 }\n"));

        Assert.Empty(result.Diagnostics);
        Assert.Equal(["http://10.0.0.1:8080", "https://api.internal"], result.Endpoints!.Select(endpoint => endpoint.Url));
        Assert.Equal((3, true, 7), (result.Endpoints![1].Weight, result.Endpoints[1].Backup, result.Endpoints[1].MaxRequests));
    }

    [Theory]
    [InlineData("", "endpoints.yaml: error GYR1014: the file is empty; it needs a list of endpoints, `[]` for none")]
    [InlineData("endpoints: []", "endpoints.yaml:1:1: error GYR1044: expected a list, found a mapping; write `[ … ]`, or one line per item, each beginning with `- `")]
    [InlineData("- http://a\n- { url: \"http://b\", wieght: 3 }", "endpoints.yaml:2:22: error GYR1042: [1].wieght: unknown key `wieght`; did you mean `weight`?")]
    [InlineData("- http://a\n- ftp://b\n", "endpoints.yaml:2:3: error GYR1109: [1]: the scheme `ftp` is not supported; an endpoint's URL begins with `http://` or `https://`")]
    public void AMistakeIsReportedAtItsPlace(string text, string expected)
    {
        EndpointsFileResult result = EndpointsFile.Load(_directory.Write("endpoints.yaml", text));

        Assert.Null(result.Endpoints);
        Assert.Equal(Path.Combine(_directory.Path, expected), Assert.Single(result.Diagnostics).ToString());
    }

    [Fact]
    public void TheConfigurationReportsWhatIsWrongInTheFileToo()
    {
        string endpoints = _directory.Write("endpoints.yaml", "- http://a\n- http://a\n- http://\n");
        string config = _directory.Write("gyr.yaml", "listeners: { web: { address: \":8000\" } }\nroutes: [ { cluster: app } ]\nclusters: { app: { discovery: { file: endpoints.yaml } } }\n");

        ConfigResult result = ConfigFile.Load(config);

        Assert.False(result.Ok);
        Assert.Equal(
            [
                $"{config}:3:39: error GYR1242: clusters.app.discovery.file: `{endpoints}` has mistakes; it is a YAML list of endpoints; a relative path counts from the configuration's directory",
                $"{endpoints}:2:3: warning GYR1301: [1]: the endpoint `http://a` is in the cluster already; remove one of the entries",
                $"{endpoints}:3:3: error GYR1111: [2]: the host is missing; write a name or an IP address",
            ],
            result.Diagnostics.Select(diagnostic => diagnostic.ToString()));
    }
}
