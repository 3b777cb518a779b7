using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using Gyrfalcon.Proxy.Discovery;
using Gyrfalcon.Proxy.Upstream;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Discovery;

public sealed class DnsEndpointsTests
{
    private static readonly DnsRules Plain = new("api.internal", false, 8080, false, [], TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
    private static readonly IReadOnlyList<IPAddress> Somewhere = [IPAddress.Loopback];

    [Fact]
    public void AnAddressIsAnEndpointThatIsCalledByTheName()
    {
        EndpointSpec spec = DnsEndpoints.OfAddresses(Plain with { IsSecure = true, Port = 443 }, [IPAddress.Parse("2001:db8::1")]).Single();

        Assert.Equal(("https://[2001:db8::1]", "api.internal", "api.internal", 443), (spec.Url, spec.Host, spec.Authority, spec.Port));
        Assert.Equal(IPAddress.Parse("2001:db8::1"), spec.Ip);
        Assert.Equal("api.internal:8080", DnsEndpoints.OfAddresses(Plain, [IPAddress.Loopback]).Single().Authority);
    }

    [Fact]
    public void OnlyTheLowestPriorityIsPrimary()
    {
        IReadOnlyList<EndpointSpec> specs = Of([new("b.internal", 2, 20, 1), new("a.internal", 1, 10, 7), new("c.internal", 3, 30, 1)]);

        Assert.Equal([("http://a.internal:1", false), ("http://b.internal:2", true), ("http://c.internal:3", true)], specs.Select(spec => (spec.Url, spec.IsBackup)));
        Assert.Equal(7, specs[0].Weight);
        Assert.Equal(("a.internal", "a.internal:1"), (specs[0].Host, specs[0].Authority));
    }

    [Theory]
    [InlineData("0 0", "1 1")]
    [InlineData("1 3", "1 3")]
    [InlineData("1000 1", "1000 1")]
    [InlineData("65535 32768 1", "1000 500 1")]
    [InlineData("0 1 2", "1 500 1000")]
    [InlineData("0 65535", "1 1000")]
    public void WeightsAreMappedIntoOurs(string given, string expected)
    {
        SrvRecord[] records = [.. given.Split(' ').Select((weight, i) => new SrvRecord("a.internal", i + 1, 0, int.Parse(weight, System.Globalization.CultureInfo.InvariantCulture)))];

        Assert.Equal(expected, string.Join(' ', Of(records).Select(spec => spec.Weight)));
    }

    [Fact]
    public void ATargetWithoutAnAddressIsLeftOutAndATargetTwiceCountsOnce()
    {
        IReadOnlyList<EndpointSpec> specs = DnsEndpoints.OfServices(Plain, [new("a", 1, 0, 1), new("a", 1, 0, 1), new("b", 1, 0, 1)], name => name == "a" ? Somewhere : []);

        Assert.Equal(["http://a:1"], specs.Select(spec => spec.Url));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(30, 30)]
    [InlineData(86400, 300)]
    public void AnAnswerIsUsedForItsTimeWithinTheBounds(int seconds, int expected) => Assert.Equal(TimeSpan.FromSeconds(expected), Plain.Bound(TimeSpan.FromSeconds(seconds)));

    private static IReadOnlyList<EndpointSpec> Of(SrvRecord[] records) => DnsEndpoints.OfServices(Plain, records, _ => Somewhere);
}
