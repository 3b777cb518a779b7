using System;
using System.Linq;
using System.Text;

using CsCheck;

using Gyrfalcon.Http.Semantics;

using Xunit;

namespace Gyrfalcon.Http.Tests.Semantics;

public class TraceParentTests
{
    private const string Valid = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Theory]
    [InlineData(Valid, true)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00", false)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-ff", true)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0a", false)]
    [InlineData("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", true)]
    [InlineData("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what-the-future-brings", true)]
    public void IsRead(string text, bool isSampled)
    {
        Assert.True(TraceParent.TryParse(Encoding.ASCII.GetBytes(text), out TraceParent parent));
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", Encoding.ASCII.GetString(parent.TraceId));
        Assert.Equal("b7ad6b7169203331", Encoding.ASCII.GetString(parent.SpanId));
        Assert.Equal(isSampled, parent.IsSampled);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more")]
    [InlineData("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01more")]
    [InlineData("ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("0g-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01")]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0G")]
    [InlineData("00_0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331_01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319-cb7ad6b7169203331-01")]
    public void IsAsIfItWereNotThere(string text) => Assert.False(TraceParent.TryParse(Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void WhatIsWrittenIsRead()
    {
        Gen<string> digits(int count) => Gen.Char["0123456789abcdef"].Array[count].Select(static chars => new string(chars)).Where(static text => text.Any(static c => c != '0'));
        Gen.Select(digits(32), digits(16), Gen.Bool).Sample((trace, span, isSampled) =>
        {
            byte[] value = new byte[TraceParent.Length];
            TraceParent.Write(value, Encoding.ASCII.GetBytes(trace), Encoding.ASCII.GetBytes(span), isSampled);
            return TraceParent.TryParse(value, out TraceParent parent) && parent.IsSampled == isSampled
                && Encoding.ASCII.GetString(parent.TraceId) == trace && Encoding.ASCII.GetString(parent.SpanId) == span;
        });
    }

    /// <summary>Whatever is not of the form is refused, and nothing beyond the value is looked at.</summary>
    [Fact]
    public void ABrokenByteIsNoticed()
    {
        byte[] value = Encoding.ASCII.GetBytes(Valid);
        for (int i = 0; i < value.Length; i++)
        {
            foreach (byte wrong in "g A\0\xff"u8)
            {
                byte[] broken = [.. value];
                broken[i] = wrong;
                Assert.False(TraceParent.TryParse(broken, out _));
            }

            Assert.False(TraceParent.TryParse(value.AsSpan(0, i), out _));
        }
    }
}
