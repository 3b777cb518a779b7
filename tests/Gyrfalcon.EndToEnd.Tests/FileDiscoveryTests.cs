using System;
using System.IO;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>Endpoints that come and go by a file.</summary>
public sealed class FileDiscoveryTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string File => Path.Combine(_directory.Path, "endpoints.yaml");

    public void Dispose() => _directory.Dispose();

    [Theory, EachDriver]
    public async Task A_file_that_is_renamed_over_it_counts_and_one_with_mistakes_does_not(Driver driver)
    {
        await using var origins = new Origins(2);
        Replace($"- {origins.Urls[0]}\n");
        await using GyrProcess gyr = await StartAsync(driver);
        await using RawClient client = await gyr.ConnectAsync();
        Assert.Equal("a", (await client.GetAsync("/")).Body);

        Replace($"- {origins.Urls[1]}\n");
        await LogAsync(gyr, $"{origins.Urls[0]} left; 1 endpoint now");
        Assert.Equal("b", (await client.GetAsync("/")).Body);

        // Each mistake with its place, and nothing changes.
        Replace($"- {origins.Urls[0]}\n- htp://x\n- {{ url: \"http://y\", wieght: 1 }}\n");
        await LogAsync(gyr, "endpoints.yaml:2:3: error GYR1109: [1]: the scheme `htp` is not supported");
        await LogAsync(gyr, "endpoints.yaml:3:22: error GYR1042: [2].wieght: unknown key `wieght`; did you mean `weight`?");
        await LogAsync(gyr, "cannot be used; the endpoint known from it stays");
        Assert.Equal("b", (await client.GetAsync("/")).Body);

        Replace($"[ \"{origins.Urls[0]}\" ]");
        await LogAsync(gyr, "discovery: works again");
        Assert.Equal("a", (await client.GetAsync("/")).Body);
    }

    [Theory, EachDriver]
    public async Task Half_a_file_and_no_file_change_nothing(Driver driver)
    {
        await using var origins = new Origins(2);
        string first = $"[ \"{origins.Urls[0]}\" ]\n";
        Replace(first);
        await using GyrProcess gyr = await StartAsync(driver);
        await using RawClient client = await gyr.ConnectAsync();

        await System.IO.File.WriteAllTextAsync(File, $"[ \"{origins.Urls[1]}\", ");
        await LogAsync(gyr, "cannot be used; the endpoint known from it stays");
        Assert.Equal("a", (await client.GetAsync("/")).Body);

        await System.IO.File.AppendAllTextAsync(File, $"\"{origins.Urls[0]}\" ]\n");
        await LogAsync(gyr, "joined; 2 endpoints now");

        System.IO.File.Delete(File);
        await LogAsync(gyr, "error GYR1001: there is no such file");
        Assert.Equal(200, (await client.GetAsync("/")).Response.Status);

        Replace(first);
        await LogAsync(gyr, $"{origins.Urls[1]} left; 1 endpoint now");
        Assert.Equal("a", (await client.GetAsync("/")).Body);
    }

    [Theory, EachDriver]
    public async Task Names_in_the_file_are_resolved_when_they_join(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start("a");
        Replace("[]");
        await using GyrProcess gyr = await StartAsync(driver);
        await using RawClient client = await gyr.ConnectAsync();
        Assert.Equal(503, (await client.GetAsync("/")).Response.Status);

        Replace($"- http://localhost:{origin.Port}\n");

        long start = Environment.TickCount64;
        while ((await client.GetAsync("/")).Response.Status != 200)
            Assert.True(Environment.TickCount64 - start < Deadline.Default.TotalMilliseconds, "The endpoint is never used.");
    }

    [Fact]
    public async Task A_file_that_is_missing_at_the_start_is_a_mistake()
    {
        string config = _directory.Write("gyr.yaml", Yaml);

        (int exitCode, string _, string errors) = await GyrProcess.RunToEndAsync("run", "--config", config);

        Assert.Equal(1, exitCode);
        Assert.Contains("error GYR1242: clusters.app.discovery.file: ", errors, StringComparison.Ordinal);
        Assert.Contains("endpoints.yaml` cannot be read: there is no such file", errors, StringComparison.Ordinal);
    }

    private string Yaml => GyrYaml.Render(new ProxyPlan { Clusters = [new ClusterPlan { Discovery = $"{{ file: \"{File}\" }}" }] });

    private Task<GyrProcess> StartAsync(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        return GyrProcess.RunAsync(Yaml, driver);
    }

    private void Replace(string text)
    {
        _directory.Write("new", text);
        System.IO.File.Move(Path.Combine(_directory.Path, "new"), File, overwrite: true);
    }

    private static Task LogAsync(GyrProcess gyr, string sentence) => gyr.Process.Errors.WaitForAsync(line => line.Contains(sentence, StringComparison.Ordinal), $"`{sentence}`");
}
