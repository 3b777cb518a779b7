using System;
using CsCheck;
using Gyrfalcon.Proxy.Configuration.Values;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Configuration.Values;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("0s", 0)]
    [InlineData("250ms", 250)]
    [InlineData("10s", 10_000)]
    [InlineData("1m", 60_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("2m30s", 150_000)]
    [InlineData("1h1m1s1ms", 3_661_001)]
    [InlineData("90s", 90_000)]
    [InlineData("0h5ms", 5)]
    public void IsRead(string text, long milliseconds)
    {
        Assert.True(DurationText.Parse(text).Succeeded(out TimeSpan duration, out _));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("ms")]
    [InlineData("10")]
    [InlineData("1.5s")]
    [InlineData("-1s")]
    [InlineData("+1s")]
    [InlineData(" 1s")]
    [InlineData("1s ")]
    [InlineData("1 s")]
    [InlineData("1S")]
    [InlineData("1d")]
    [InlineData("1s1m")]
    [InlineData("1s1s")]
    [InlineData("1m1")]
    [InlineData("1ms1s")]
    [InlineData("99999999999999999999h")]
    [InlineData("9223372036854775807h")]
    [InlineData("\u0661s")]
    public void IsRefused(string text) => Assert.False(DurationText.Parse(text).Succeeded(out _, out _));

    [Fact]
    public void WhatIsWrittenIsReadBack() =>
        Gen.Long[0, 1_000_000_000_000].Select(milliseconds => TimeSpan.FromMilliseconds(milliseconds))
            .Sample(duration => DurationText.Parse(DurationText.Format(duration)).Succeeded(out TimeSpan read, out _) && read == duration);
}
