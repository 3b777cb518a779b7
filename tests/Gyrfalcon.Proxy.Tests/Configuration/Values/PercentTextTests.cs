using Gyrfalcon.Proxy.Configuration.Values;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Configuration.Values;

public sealed class PercentTextTests
{
    [Theory]
    [InlineData("0%", 0)]
    [InlineData("20%", 20)]
    [InlineData("100%", 100)]
    [InlineData("250%", 250)]
    public void IsRead(string text, int percent)
    {
        Assert.True(PercentText.Parse(text).Succeeded(out int read, out _));
        Assert.Equal(percent, read);
    }

    [Theory]
    [InlineData("0%", 0)]
    [InlineData("20%", 20)]
    [InlineData("0.1%", 0.1)]
    [InlineData("99.9999%", 99.9999)]
    [InlineData("0.0001%", 0.0001)]
    public void PartsOfOneAreRead(string text, double percent)
    {
        Assert.True(PercentText.ParseFine(text).Succeeded(out decimal read, out _));
        Assert.Equal((decimal)percent, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("%")]
    [InlineData("0.1")]
    [InlineData(".1%")]
    [InlineData("1.%")]
    [InlineData("0.00001%")]
    [InlineData("1,5%")]
    [InlineData("1e1%")]
    [InlineData("+1%")]
    [InlineData("-1%")]
    [InlineData(" 1%")]
    [InlineData("1.2.3%")]
    [InlineData("0000000000.1%")]
    public void WhatIsNoPartIsRefused(string text) => Assert.False(PercentText.ParseFine(text).Succeeded(out _, out _));

    [Theory]
    [InlineData("")]
    [InlineData("%")]
    [InlineData("20")]
    [InlineData("20 %")]
    [InlineData("-5%")]
    [InlineData("0.5%")]
    [InlineData("20%%")]
    [InlineData("99999999999%")]
    public void IsRefused(string text) => Assert.False(PercentText.Parse(text).Succeeded(out _, out _));
}
