using System;
using System.Linq;
using System.Text;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Health;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Health;

public sealed class ProbeBodyTests
{
    [Theory]
    [InlineData("all is well", 11, true)]
    [InlineData("all is wel", 10, false)]
    [InlineData("all is well, and more that is not part of it", 7, false)]
    [InlineData("5\r\nall i\r\n6\r\ns well\r\n0\r\n\r\n", -1, true)]
    [InlineData("5;x=y\r\nall i\r\n6\r\ns WELL\r\n0\r\nA: b\r\n\r\n", -1, false)]
    public void TheTextIsFoundHoweverTheBodyArrives(string wire, int length, bool isThere)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(wire);
        Framing framing = length < 0 ? Framing.Chunked : Framing.OfLength(length);
        for (int first = 0; first <= bytes.Length; first++)
        {
            for (int second = first; second <= bytes.Length; second++)
            {
                var body = new ProbeBody(framing);
                Feed(body, bytes[..first]);
                Feed(body, bytes[first..second]);
                Feed(body, bytes[second..]);
                Assert.True(body.IsComplete, $"{first} {second}");
                Assert.Equal(isThere, body.Contains("all is well"u8));
            }
        }
    }

    [Fact]
    public void ABodyToTheEndOfTheConnectionIsNeverCompleteByItself()
    {
        var body = new ProbeBody(Framing.UntilClose);
        Feed(body, "well"u8.ToArray());
        Assert.Equal((false, true, true), (body.IsComplete, body.EndsWithTheConnection, body.Contains("well"u8)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void NoMoreThanItsBeginningIsLookedAt(bool toTheEnd)
    {
        var body = new ProbeBody(toTheEnd ? Framing.UntilClose : Framing.OfLength(200_000));
        Feed(body, [.. Enumerable.Repeat((byte)'a', ProbeBody.Most - 1), .. "b"u8]);
        Assert.True(body.IsComplete);
        Feed(body, "cd"u8.ToArray());
        Assert.True(body.Contains("ab"u8));
        Assert.False(body.Contains("c"u8));
    }

    [Fact]
    public void WithoutABodyNothingIsWaitedFor() => Assert.True(new ProbeBody(Framing.OfLength(0)).IsComplete);

    private static void Feed(ProbeBody body, byte[] bytes)
    {
        for (int start = 0; start < bytes.Length && !body.IsComplete;)
        {
            int taken = body.Take(bytes.AsSpan(start));
            Assert.True(taken > 0, "no progress");
            start += taken;
        }
    }
}
