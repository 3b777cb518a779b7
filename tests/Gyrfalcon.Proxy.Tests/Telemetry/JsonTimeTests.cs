using System;
using System.Globalization;
using System.Text;
using CsCheck;
using Gyrfalcon.Proxy.Telemetry;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Telemetry;

public sealed class JsonTimeTests
{
    [Fact]
    public void TimesAreToTheMicrosecond() => Gen.Long[0, DateTime.MaxValue.Ticks].Sample(static ticks => Assert.Equal(Expected(ticks), Encoding.ASCII.GetString(new JsonTime().Of(ticks))));

    [Fact]
    public void TimesThatFollowEachOtherDoNotMix() => Gen.Select(Gen.Long[0, DateTime.MaxValue.Ticks - (100 * TimeSpan.TicksPerSecond)], Gen.Long[0, 3 * TimeSpan.TicksPerSecond].Array[1, 30]).Sample(static (start, steps) =>
    {
        var time = new JsonTime();
        foreach (long step in steps)
        {
            Assert.Equal(Expected(start + step), Encoding.ASCII.GetString(time.Of(start + step)));
            start += step;
        }
    });

    private static string Expected(long ticks) => new DateTime(ticks).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
