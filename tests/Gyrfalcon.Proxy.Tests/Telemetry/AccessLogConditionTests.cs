using System;
using System.Globalization;
using System.Linq;
using System.Text;
using Gyrfalcon.Http;
using Gyrfalcon.Proxy.Telemetry;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Telemetry;

public sealed class AccessLogConditionTests
{
    private static readonly byte[] Id = Encoding.ASCII.GetBytes("00112233445566778899aabbccddeeff");

    [Theory]
    [InlineData(ErrorsLogged.None, 500, FaultKind.None, false)]
    [InlineData(ErrorsLogged.None, 502, FaultKind.ConnectionReset, false)]
    [InlineData(ErrorsLogged.Server, 499, FaultKind.ClientGone, false)]
    [InlineData(ErrorsLogged.Server, 404, FaultKind.NoRoute, false)]
    [InlineData(ErrorsLogged.Server, 499, FaultKind.None, false)]
    [InlineData(ErrorsLogged.Server, 500, FaultKind.None, true)]
    [InlineData(ErrorsLogged.Server, 200, FaultKind.IncompleteResponse, true)]
    [InlineData(ErrorsLogged.Server, 503, FaultKind.QueueFull, true)]
    [InlineData(ErrorsLogged.Server, 501, FaultKind.MethodNotImplemented, true)]
    [InlineData(ErrorsLogged.All, 399, FaultKind.None, false)]
    [InlineData(ErrorsLogged.All, 400, FaultKind.None, true)]
    [InlineData(ErrorsLogged.All, 200, FaultKind.ClientGone, true)]
    public void Errors(ErrorsLogged errors, int status, FaultKind fault, bool wanted)
        => Assert.Equal(wanted, new AccessLogCondition(errors, null, 0).Wants(status, fault, 1, Id));

    [Fact]
    public void WhatTakesLongerIsSlow()
    {
        var condition = new AccessLogCondition(ErrorsLogged.None, 500_000_000, 0);
        Assert.False(condition.Wants(500, FaultKind.None, 500_000_000, Id));
        Assert.True(condition.Wants(200, FaultKind.None, 500_000_001, Id));
    }

    [Fact]
    public void OneConditionIsEnough()
    {
        var condition = new AccessLogCondition(ErrorsLogged.Server, 1000, 0);
        Assert.True(condition.Wants(500, FaultKind.None, 1, Id));
        Assert.True(condition.Wants(200, FaultKind.None, 1001, Id));
        Assert.False(condition.Wants(200, FaultKind.None, 1, Id));
    }

    /// <summary>Ids count upwards, as a worker makes them: neither neighbours nor a regular pattern of requests may decide.</summary>
    [Theory]
    [InlineData(0.1, 1)]
    [InlineData(1, 1)]
    [InlineData(10, 1)]
    [InlineData(10, 10)]
    [InlineData(50, 16)]
    [InlineData(99, 7)]
    public void TheSampleIsTheShareThatWasAskedFor(double percent, int step)
    {
        var condition = new AccessLogCondition(ErrorsLogged.None, null, (int)(percent * 10_000));
        const int Count = 100_000;
        bool[] wanted = [.. Enumerable.Range(0, Count).Select(i => condition.Wants(200, FaultKind.None, 1, IdOf(0xfedc_ba98_7654_0000 + (ulong)(i * step))))];
        double expected = Count * percent / 100.0;
        double tolerance = 5 * Math.Sqrt(expected * (100 - percent) / 100.0);
        Assert.InRange(wanted.Count(static one => one), expected - tolerance, expected + tolerance);

        // Two in a row are as frequent as chance has it.
        double pairs = expected * percent / 100.0;
        Assert.InRange(wanted.Zip(wanted.Skip(1)).Count(static pair => pair.First && pair.Second), pairs - (6 * Math.Sqrt(pairs)) - 1, pairs + (6 * Math.Sqrt(pairs)) + 1);
    }

    [Fact]
    public void TheSampleOfAllIsAll()
        => Assert.All(Enumerable.Range(0, 10_000), static i => Assert.True(new AccessLogCondition(ErrorsLogged.None, null, 1_000_000).Wants(200, FaultKind.None, 1, IdOf((ulong)i))));

    private static byte[] IdOf(ulong number) => Encoding.ASCII.GetBytes("0011223344556677" + number.ToString("x16", CultureInfo.InvariantCulture));
}
