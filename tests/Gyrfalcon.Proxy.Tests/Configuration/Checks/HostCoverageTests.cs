using System;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Configuration.Checks;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Configuration.Checks;

public sealed class HostCoverageTests : IDisposable
{
    private readonly CertificateFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.example", "a.example", false, true)]
    [InlineData("a.example", "b.example", false, false)]
    [InlineData("*.example", "a.example", false, true)]
    [InlineData("*.example", "a.b.example", false, false)]
    [InlineData("*.example", "example", false, false)]
    [InlineData("*.example", "example", true, true)]
    [InlineData("a.example", "example", true, true)]
    [InlineData("example", "example", true, false)]
    [InlineData("notexample", "example", true, false)]
    public void NamesFitAsClientsCompareThem(string name, string host, bool anySubdomain, bool fits) => Assert.Equal(fits, HostCoverage.Fits(name, new HostPattern(host, anySubdomain)));

    [Fact]
    public void AHostThatNoCertificateIsForIsToldOnce()
    {
        string line = Assert.Single(Lines("""
            routes:
              - { match: { host: [ a.example, b.example ], path: "/x" }, respond: { status: 204 } }
              - { match: { host: b.example }, respond: { status: 204 } }
            """));
        Assert.Equal("warning GYR1361 routes[0].match.host[1]: no certificate of the listener `web` is for `b.example`; add one, or keep the route away from the listener with `listeners`", line);
    }

    [Theory]
    [InlineData("{ match: { host: a.example }, respond: { status: 204 } }")]
    [InlineData("{ match: { host: a.wild.example }, respond: { status: 204 } }")]
    [InlineData("{ match: { host: \"*.wild.example\" }, respond: { status: 204 } }")]
    [InlineData("{ match: { host: 10.0.0.1 }, respond: { status: 204 } }")]
    [InlineData("{ match: { host: \"[fd00::1]\" }, respond: { status: 204 } }")]
    [InlineData("{ match: { host: c.example }, listeners: plain, respond: { status: 204 } }, { match: { path: /x }, respond: { status: 204 } }")]
    [InlineData("{ match: { host: other.example }, respond: { status: 204 } }")]
    [InlineData("{ respond: { status: 204 } }")]
    public void HostsThatAreServedAreNot(string route) => Assert.Empty(Lines($"routes: [ {route} ]", "{ address: \":8443\", tls: { certificates: [ OTHER ] } }"));

    [Fact]
    public void AListenerThatIsNamedMustHaveIt() =>
        Assert.StartsWith("warning GYR1361 routes[0].match.host: no certificate of the listener `other`", Assert.Single(Lines("routes: [ { match: { host: a.example }, listeners: [ web, other ], respond: { status: 204 } }, { match: { path: /z }, respond: { status: 204 } } ]", "{ address: \":8443\", tls: { certificates: [ OTHER ] } }")), StringComparison.Ordinal);

    [Fact]
    public void WhatIsPassedThroughNeedsNone() => Assert.Empty(Lines("""
        routes:
          - { match: { host: "*.db.example" }, passthrough: true, cluster: db }
          - { match: { host: x.db.example }, respond: { status: 204 } }
        clusters: { db: { endpoints: [ "https://10.0.0.1" ] } }
        """));

    [Fact]
    public void BesideOneForDevelopmentNothingIsSaid() => Assert.Empty(Lines("routes: [ { match: { host: c.example }, respond: { status: 204 } } ]", "{ address: \":8443\", tls: { certificates: auto } }"));

    private string[] Lines(string routes, string? other = null)
    {
        string certificates = $"{_folder.Write("a", ["a.example"])}, {_folder.Write("wild", ["*.wild.example"])}";
        string second = other is null ? "" : $"\n  other: {other.Replace("OTHER", _folder.Write("other", ["other.example"]), StringComparison.Ordinal)}";
        return _folder.Lines($$"""
            listeners:
              plain: { address: ":8000" }
              web: { address: ":443", tls: { certificates: [ {{certificates}} ] } }{{second}}
            {{routes}}
            """);
    }
}
