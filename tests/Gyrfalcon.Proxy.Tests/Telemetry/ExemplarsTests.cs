using System;
using System.Threading.Tasks;
using Gyrfalcon.Proxy.Telemetry;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Telemetry;

public sealed class ExemplarsTests
{
    [Fact]
    public void TheLastOfEachBucketIsKept()
    {
        var route = new RouteCounters();
        Assert.Null(route.Exemplars);
        route.Note("0000000000000000000000000000000a"u8, 3_000_000, 1);
        route.Note("0000000000000000000000000000000b"u8, 4_000_000, 2);
        route.Note("0000000000000000000000000000000c"u8, 40_000_000_000, 3);
        Assert.Equal(new Exemplar("0000000000000000000000000000000b", 0.004, new DateTime(2, DateTimeKind.Utc)), route.Exemplars!.Of(2));
        Assert.Equal("0000000000000000000000000000000c", route.Exemplars.Of(RouteCounters.Bounds.Length)!.TraceId);
        Assert.Null(route.Exemplars.Of(0));
    }

    [Fact]
    public async Task OneThatIsReadWhileItIsWrittenIsOfOneMoment()
    {
        var exemplars = new Exemplars(1);
        byte[][] ids = [.. Array.ConvertAll<char, byte[]>(['1', '2', '3', '4', '5', '6', '7', '8', '9'], static c => [.. Array.ConvertAll(new int[32], _ => (byte)c)])];
        Task writer = Task.Run(() =>
        {
            for (int i = 0; i < 1_000_000; i++) exemplars.Put(0, ids[i % 9], i % 9, i % 9);
        }, TestContext.Current.CancellationToken);
        int seen = 0;
        while (!writer.IsCompleted || seen == 0)
        {
            if (exemplars.Of(0) is not { } one) continue;
            seen++;
            Assert.Equal(new string((char)('1' + one.EndedAt.Ticks), 32), one.TraceId);
            Assert.Equal(one.EndedAt.Ticks, one.Seconds);
        }

        await writer;
    }
}
