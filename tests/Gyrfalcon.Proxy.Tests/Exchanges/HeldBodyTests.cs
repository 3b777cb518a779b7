using System.Linq;
using CsCheck;
using Gyrfalcon.Engine.Buffers;
using Gyrfalcon.Proxy.Exchanges;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Exchanges;

public sealed class HeldBodyTests
{
    [Fact]
    public void WhatWasAppendedIsReadBackAndTheBuffersGoBack() => Gen.Byte.Array[0, 9000].List[0, 12].Sample(pieces =>
    {
        var pool = new BufferPool();
        var held = new HeldBody(new HeldBuffers(pool));
        byte[] expected = [];
        foreach (byte[] piece in pieces)
        {
            bool fits = expected.Length + piece.Length <= HeldBody.Most;
            Assert.Equal(fits, held.TryAppend(piece));
            if (fits) expected = [.. expected, .. piece];
        }

        Assert.Equal(expected, ReadBack(held));
        held.Clear();
        Assert.Equal((0, 0), (held.Length, pool.Outstanding));
    });

    [Theory]
    [InlineData(HeldBody.Most, true)]
    [InlineData(HeldBody.Most + 1, false)]
    public void TheMostIsHeldAndNotAByteMore(int length, bool fits)
    {
        var held = new HeldBody(new HeldBuffers(new BufferPool()));
        Assert.True(held.TryAppend(new byte[BufferPool.BufferSize]));

        Assert.Equal(fits, held.TryAppend(new byte[length - BufferPool.BufferSize]));
        Assert.Equal(fits ? length : BufferPool.BufferSize, held.Length);
    }

    [Fact]
    public void ItCanBeUsedAgain()
    {
        var held = new HeldBody(new HeldBuffers(new BufferPool()));
        held.TryAppend("first"u8);
        held.Clear();
        held.TryAppend("second"u8);

        Assert.Equal("second"u8.ToArray(), ReadBack(held));
    }

    [Fact]
    public void TheBodiesOfAWorkerHaveNoMoreThanItsBuffers()
    {
        var stock = new HeldBuffers(new BufferPool(), most: 3);
        var first = new HeldBody(stock);
        var second = new HeldBody(stock);

        Assert.True(first.TryAppend(new byte[2 * BufferPool.BufferSize]));
        Assert.False(second.TryAppend(new byte[BufferPool.BufferSize + 1]));
        second.Clear();
        Assert.True(first.TryAppend("more"u8));
        first.Clear();
        Assert.True(second.TryAppend(new byte[3 * BufferPool.BufferSize]));
    }

    private static byte[] ReadBack(HeldBody held)
    {
        byte[] all = [];
        while (held.From(all.Length) is { IsEmpty: false } stretch) all = all.Concat(stretch.ToArray()).ToArray();
        return all;
    }
}
