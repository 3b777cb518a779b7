using CsCheck;
using Gyrfalcon.Proxy.Configuration.Values;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Configuration.Values;

public sealed class SizeTextTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("8192", 8192)]
    [InlineData("32KiB", 32 * 1024)]
    [InlineData("10MiB", 10 * 1024 * 1024)]
    [InlineData("1GiB", 1L << 30)]
    [InlineData("2TiB", 2L << 40)]
    [InlineData("10KB", 10_000)]
    [InlineData("10MB", 10_000_000)]
    [InlineData("1GB", 1_000_000_000)]
    [InlineData("1TB", 1_000_000_000_000)]
    public void IsRead(string text, long bytes)
    {
        Assert.True(SizeText.Parse(text).Succeeded(out long read, out _));
        Assert.Equal(bytes, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("KiB")]
    [InlineData("8k")]
    [InlineData("8K")]
    [InlineData("8kb")]
    [InlineData("8Kib")]
    [InlineData("8 KiB")]
    [InlineData("8KiBs")]
    [InlineData("-1")]
    [InlineData("1.5MiB")]
    [InlineData("0x10")]
    [InlineData("1e3")]
    [InlineData("9999999999TiB")]
    [InlineData("99999999999999999999")]
    public void IsRefused(string text) => Assert.False(SizeText.Parse(text).Succeeded(out _, out _));

    [Fact]
    public void WhatIsWrittenIsReadBack() =>
        Gen.OneOf(Gen.Long[0, long.MaxValue], Gen.Long[0, 100_000].Select(n => n * 1024), Gen.Long[0, 100_000].Select(n => n << 20))
            .Sample(bytes => SizeText.Parse(SizeText.Format(bytes)).Succeeded(out long read, out _) && read == bytes);
}
