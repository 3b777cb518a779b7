using System;
using System.Globalization;
using System.IO;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>A client that nobody here wrote.</summary>
public sealed class CurlTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory, EachDriver]
    public async Task Curl_gets_and_posts(Driver driver)
    {
        await using TestOrigin origin = TestOrigin.Start();
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url), driver);

        Assert.Equal("origin", await CurlAsync($"http://{proxy.Address}/"));
        Assert.EndsWith("\n\na=1&b=2", await CurlAsync("-d", "a=1", "-d", "b=2", $"http://{proxy.Address}/echo"), StringComparison.Ordinal);
        Assert.Contains("Content-Length: 4321", await CurlAsync("--head", $"http://{proxy.Address}/bytes/4321"), StringComparison.OrdinalIgnoreCase);
        Assert.Equal("origin", await CurlAsync("--http1.0", $"http://{proxy.Address}/"));
    }

    [Theory, EachDriver]
    public async Task Curl_moves_files_in_both_directions(Driver driver)
    {
        const int Size = 20_000_000;
        string upload = Path.Combine(_directory.Path, "upload");
        string download = Path.Combine(_directory.Path, "download");
        await File.WriteAllBytesAsync(upload, Pattern.Bytes(Size));
        await using TestOrigin origin = TestOrigin.Start();
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origin.Url), driver);

        // curl asks for 100-continue before a body of this size.
        Assert.Equal($"{Size} ContentLength ", await CurlAsync("-T", upload, $"http://{proxy.Address}/upload"));
        Assert.Equal($"{Size} Chunked ", await CurlAsync("-T", upload, "-H", "Transfer-Encoding: chunked", $"http://{proxy.Address}/upload"));
        await CurlAsync("-o", download, string.Create(CultureInfo.InvariantCulture, $"http://{proxy.Address}/chunked/{Size}"));
        Assert.True(Pattern.Matches(await File.ReadAllBytesAsync(download), 0));
        Assert.Equal(Size, new FileInfo(download).Length);
    }

    [Theory, EachDriver]
    public async Task Curl_can_tell_that_a_body_broke_off(Driver driver)
    {
        await using ScriptedPeer peer = ScriptedPeer.AnsweringOnce("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(peer.Url), driver);

        await using ProgramProcess curl = ProgramProcess.Start("curl", ["-sS", "--max-time", "20", "--fail", $"http://{proxy.Address}/"]);

        Assert.NotEqual(0, await curl.ExitAsync());
    }

    [Theory, EachDriver]
    public async Task Curl_uses_one_connection_for_many_requests(Driver driver)
    {
        await using var origins = new Origins(3);
        await using IProxyUnderTest proxy = await Proxies.StartAsync(ProxyPlan.To(origins.Urls), driver);

        string names = await CurlAsync($"http://{proxy.Address}/[1-6]");

        Assert.Equal([2, 2, 2], origins.RequestCounts);
        Assert.Equal(6, names.Length);
    }

    private static async Task<string> CurlAsync(params string[] arguments)
    {
        await using ProgramProcess curl = ProgramProcess.Start("curl", ["-sS", "--max-time", "60", .. arguments]);
        Assert.True(await curl.ExitAsync(TimeSpan.FromSeconds(70)) == 0, curl.Errors.Text);
        return curl.Output.Text;
    }
}
