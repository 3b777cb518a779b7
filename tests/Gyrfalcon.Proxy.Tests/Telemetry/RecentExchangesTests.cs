using System;
using System.Linq;
using System.Text;
using Gyrfalcon.Http;
using Gyrfalcon.Proxy.Telemetry;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Telemetry;

public sealed class RecentExchangesTests
{
    private const string NotInTheSample = "00000000000000000000000000000000";

    [Fact]
    public void NoKindPushesAnotherOut()
    {
        RecentKind[] kinds = Enum.GetValues<RecentKind>()[1..];
        foreach (RecentKind many in kinds)
        {
            var recent = new RecentExchanges();
            foreach (RecentKind kind in kinds) recent.Put(kind, Record($"/{kind}"));
            for (int i = 0; i < 1000; i++) recent.Put(many, Record("/many"));

            string[] lines = [.. recent.Read()];
            Assert.Equal(kinds.Length - 1 + RecentExchanges.Most, lines.Length);
            Assert.All(kinds.Where(kind => kind != many), kind => Assert.Single(lines, line => line.Contains($"\"/{kind}\"", StringComparison.Ordinal)));
        }
    }

    [Theory]
    [InlineData(200, FaultKind.None, 1, 5, RecentKind.None)]
    [InlineData(404, FaultKind.None, 1, 5, RecentKind.None)]
    [InlineData(200, FaultKind.None, 1, 1001, RecentKind.Slow)]
    [InlineData(200, FaultKind.None, 2, 5, RecentKind.Retried)]
    [InlineData(200, FaultKind.None, 2, 1001, RecentKind.Retried)]
    [InlineData(404, FaultKind.NoRoute, 0, 5, RecentKind.Refused)]
    [InlineData(0, FaultKind.ClientGone, 1, 5000, RecentKind.Refused)]
    [InlineData(500, FaultKind.None, 1, 5, RecentKind.Failed)]
    [InlineData(502, FaultKind.ConnectionRefused, 3, 5, RecentKind.Failed)]
    [InlineData(200, FaultKind.IncompleteResponse, 1, 5, RecentKind.Failed)]
    public void EachIsKeptForWhatCameOfIt(int status, FaultKind fault, int attempts, int milliseconds, object kind)
        => Assert.Equal((RecentKind)kind, RecentExchanges.KindOf(status, fault, attempts, milliseconds * 1_000_000L, 1_000_000_000, Encoding.ASCII.GetBytes(NotInTheSample)));

    [Fact]
    public void OneInAHundredOfTheRestIsKept()
    {
        int kept = Enumerable.Range(0, 100_000).Count(static i => RecentExchanges.KindOf(200, FaultKind.None, 1, 5, 1_000_000_000, Encoding.ASCII.GetBytes($"{i:x32}")) == RecentKind.Sampled);
        Assert.InRange(kept, 900, 1100);
    }

    private static byte[] Record(string target) => new TestRecord { Target = target }.Bytes();
}
