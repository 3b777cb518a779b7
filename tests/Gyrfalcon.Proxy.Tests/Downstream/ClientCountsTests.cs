using System.Net;
using System.Threading.Tasks;
using Gyrfalcon.Engine;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Downstream;

public sealed class ClientCountsTests
{
    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("2001:db8::1", "2001:db8::ffff:1", true)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", false)]
    [InlineData("0.0.0.1", "::1", false)]
    public void AClientIsAnIpv4AddressOrAnIpv6Network(string first, string second, bool same)
    {
        var counts = new ClientCounts();

        Assert.True(counts.TryAdd(Of(first, 1), 1));
        Assert.Equal(!same, counts.TryAdd(Of(second, 2), 1));
        counts.Remove(Of(first, 1));
        Assert.Equal(same, counts.TryAdd(Of(second, 2), 1));
    }

    [Fact]
    public void WorkersCountTogether()
    {
        const int Most = 1000;
        var counts = new ClientCounts();
        int admitted = 0;

        Parallel.For(0, 4 * Most, i =>
        {
            if (counts.TryAdd(Of("192.0.2.1", i & 0xFFFF), Most)) System.Threading.Interlocked.Increment(ref admitted);
        });

        Assert.Equal(Most, admitted);
        for (int i = 0; i < Most; i++) counts.Remove(Of("192.0.2.1", i));
        Assert.True(counts.TryAdd(Of("192.0.2.1", 1), Most));
    }

    private static Address Of(string ip, int port) => new(IPAddress.Parse(ip), port);
}
