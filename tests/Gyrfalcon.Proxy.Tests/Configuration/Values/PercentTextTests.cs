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
