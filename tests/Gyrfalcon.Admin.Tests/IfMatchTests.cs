using Gyrfalcon.Admin.Api;
using Xunit;

namespace Gyrfalcon.Admin.Tests;

public sealed class IfMatchTests
{
    private const long Current = 7;

    [Theory]
    [InlineData("\"7\"", 7L)]
    [InlineData("\"6\"", 6L)]
    [InlineData("\"1\", \"7\"", 7L)]
    [InlineData("\"7\",\"1\"", 7L)]
    [InlineData(", \"x\" ,, \"7\" ,", 7L)]
    [InlineData("\"5\", \"6\"", 5L)]
    [InlineData("W/\"7\"", null)]
    [InlineData("W/\"7\", \"6\"", 6L)]
    [InlineData("\"nonsense\"", null)]
    [InlineData("\"\"", null)]
    [InlineData("\"+7\"", null)]
    [InlineData("\"99999999999999999999\"", null)]
    public void AListNamesTheVersionThatItHas(string field, long? version)
    {
        Assert.True(IfMatch.TryRead(field, Current, out bool isAny, out long? read));
        Assert.Equal((false, version), (isAny, read));
    }

    [Fact]
    public void AStarIsForAny()
    {
        Assert.True(IfMatch.TryRead(" *\t", Current, out bool isAny, out long? version));
        Assert.Equal((true, null), (isAny, version));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(",")]
    [InlineData("7")]
    [InlineData("\"7")]
    [InlineData("7\"")]
    [InlineData("\"")]
    [InlineData("W/7")]
    [InlineData("w/\"7\"")]
    [InlineData("*, \"7\"")]
    [InlineData("\"7\" \"8\"")]
    [InlineData("\"7\"x")]
    public void WhatIsNoListIsRefused(string field) => Assert.False(IfMatch.TryRead(field, Current, out _, out _));
}
