using System;
using System.Net;
using Xunit;

namespace Gyrfalcon.Admin.Tests;

public sealed class WrongTokensTests
{
    private readonly ManualTime _time = new();
    private readonly WrongTokens _wrong;

    public WrongTokensTests() => _wrong = new WrongTokens(_time);

    [Fact]
    public void AfterTenWithinAMinuteNothingIsLookedAtForAMinute()
    {
        IPAddress sender = IPAddress.Parse("192.0.2.1");
        for (int i = 1; i < WrongTokens.Most; i++)
        {
            Assert.False(_wrong.Note(sender));
            Assert.Equal(TimeSpan.Zero, _wrong.WaitFor(sender));
            _time.Advance(TimeSpan.FromSeconds(6));
        }

        Assert.True(_wrong.Note(sender));
        Assert.Equal(WrongTokens.Pause, _wrong.WaitFor(sender));
        Assert.Equal(TimeSpan.Zero, _wrong.WaitFor(IPAddress.Parse("192.0.2.2")));
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(TimeSpan.FromSeconds(1), _wrong.WaitFor(sender));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.Zero, _wrong.WaitFor(sender));
        Assert.False(_wrong.Note(sender));
    }

    [Fact]
    public void OnesThatComeSlowlyAreForgiven()
    {
        for (int i = 0; i < 100; i++)
        {
            Assert.False(_wrong.Note(IPAddress.Loopback));
            _time.Advance(TimeSpan.FromSeconds(7));
        }
    }

    [Theory]
    [InlineData("2001:db8::1", "2001:db8::ffff:1", true)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", false)]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    public void AHostIsOneSender(string one, string other, bool areSame)
    {
        for (int i = 0; i < WrongTokens.Most; i++) _wrong.Note(IPAddress.Parse(one));
        Assert.Equal(areSame, _wrong.WaitFor(IPAddress.Parse(other)) > TimeSpan.Zero);
    }

    [Fact]
    public void ALocalSocketIsASenderToo()
    {
        for (int i = 0; i < WrongTokens.Most; i++) _wrong.Note(null);
        Assert.True(_wrong.WaitFor(null) > TimeSpan.Zero);
    }

    [Fact]
    public void NoMoreThanSoManyAreRemembered()
    {
        for (int i = 0; i < 3 * WrongTokens.MostAddresses; i++)
        {
            _wrong.Note(new IPAddress(0x0a000000 + i));
            _time.Advance(TimeSpan.FromMicroseconds(1));
        }

        Assert.Equal(WrongTokens.MostAddresses, _wrong.Count);
        _time.Advance(WrongTokens.Window);
        _wrong.Note(IPAddress.Loopback);
        Assert.Equal(1, _wrong.Count);
    }
}
