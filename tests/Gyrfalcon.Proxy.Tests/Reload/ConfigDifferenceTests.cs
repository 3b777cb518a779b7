using System.Collections.Generic;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Reload;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Reload;

public sealed class ConfigDifferenceTests
{
    private const string Text = """
        listeners: { web: { address: "127.0.0.1:8000" }, other: { address: "127.0.0.1:8001" } }
        routes: [ { name: a, match: { path: /a }, cluster: app }, { name: b, match: { host: b.example }, cluster: app } ]
        clusters: { app: { endpoints: [ "http://127.0.0.1:1" ] } }
        """;

    [Fact]
    public void WhatSaysTheSameIsTheSameConfiguration()
    {
        ProxyConfig one = Read(Text), other = Read("# a comment\n\n" + ConfigJson.Of(Text));
        Assert.Empty(ConfigDifference.Between(one, other));
        Assert.Equal(one, other);
    }

    public static TheoryData<string, string, IEnumerable<string>> Differences => new()
    {
        { "8001", "8002", ["listener other"] },
        { "name: b", "name: c", ["route b", "route c"] },
        { "http://127.0.0.1:1", "http://127.0.0.1:2", ["cluster app"] },
        { "clusters:", "drain: 2s\nworkers: 3\nclusters:", ["workers", "drain"] },
        { "{ name: a, match: { path: /a }, cluster: app }, { name: b, match: { host: b.example }, cluster: app }", "{ name: b, match: { host: b.example }, cluster: app }, { name: a, match: { path: /a }, cluster: app }", ["the order of the routes"] },
    };

    [Theory, MemberData(nameof(Differences))]
    public void WhatDiffersIsNamed(string before, string after, IEnumerable<string> names)
        => Assert.Equal(names, ConfigDifference.Between(Read(Text), Read(Text.Replace(before, after, System.StringComparison.Ordinal))));

    private static ProxyConfig Read(string text)
    {
        ConfigResult result = ConfigText.Parse(text, "gyr.yaml");
        Assert.True(result.Ok, string.Join('\n', result.Diagnostics));
        return result.Config;
    }
}
