using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using Xunit;

namespace Gyrfalcon.Admin.Tests;

public sealed class ConnectionPlacesTests
{
    private const int Most = 4;

    private static readonly IPAddress One = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress Other = IPAddress.Parse("192.0.2.2");

    private readonly ManualTime _time = new();
    private readonly List<string> _closed = [];
    private readonly ConnectionPlaces _places;
    private int _told;

    public ConnectionPlacesTests() => _places = new ConnectionPlaces(Most, _time, () => _told++);

    [Fact]
    public void WhenAllAreTakenTheOneThatHasBeenSilentLongestGoes()
    {
        ConnectionPlaces.Place a = Take("a", One);
        for (int i = 1; i < Most; i++) Take($"{i}", One);
        Assert.Empty(_closed);
        a.Hear();
        Take("new", One);
        Assert.Equal(["1"], _closed);
        Take("newer", One);
        Assert.Equal(["1", "2"], _closed);
    }

    [Fact]
    public void WhoHasTheMostLosesOneHoweverNewItIs()
    {
        Take("other's", Other);
        for (int i = 1; i < Most; i++) Take($"{i}", One);
        Take("other's second", Other);
        Assert.Equal(["1"], _closed);
        Take("other's third", Other);
        Assert.Equal(["1", "other's"], _closed);

        // Of IPv6, one host may have all of 64 bits.
        var places = new ConnectionPlaces(3, _time, () => { });
        places.TryTake(Other, () => _closed.Add("the only one"));
        for (int i = 1; i <= 3; i++) places.TryTake(IPAddress.Parse($"2001:db8::{i}"), () => _closed.Add("one of many"));
        Assert.Equal("one of many", _closed[^1]);
    }

    [Fact]
    public void WhoIsBeingAnsweredKeepsThePlaceUntilThatEnds()
    {
        ConnectionPlaces.Place[] answered = [.. Enumerable.Range(0, Most).Select(i => Take($"{i}", One))];
        foreach (ConnectionPlaces.Place each in answered) each.BeginAnswer();
        Assert.Null(_places.TryTake(Other, () => { }));
        Assert.Empty(_closed);
        answered[2].EndAnswer();
        Assert.NotNull(_places.TryTake(Other, () => { }));
        Assert.Equal(["2"], _closed);
    }

    [Fact]
    public void WhoGoesLeavesAPlace()
    {
        for (int i = 0; i < 10; i++) Take($"{i}", One).Dispose();
        for (int i = 0; i < Most; i++) Take($"{i}", One);
        Assert.Empty(_closed);
        Assert.Equal(0, _told);
    }

    [Fact]
    public void ThatAllAreTakenIsToldOnceAMinute()
    {
        for (int i = 0; i < Most + 20; i++) Take($"{i}", One);
        Assert.Equal(1, _told);
        _time.Advance(TimeSpan.FromMinutes(1));
        for (int i = 0; i < 20; i++) Take($"{i}", One);
        Assert.Equal(2, _told);
    }

    [Fact]
    public void OnlyWhoHasAskedNothingIsClosedForSilence()
    {
        ConnectionPlaces.Place asked = Take("asked", One);
        asked.Hear();
        asked.CloseIfSilent();
        Take("silent", One).CloseIfSilent();
        Assert.Equal(["silent"], _closed);
    }

    private ConnectionPlaces.Place Take(string name, IPAddress client)
    {
        _time.Advance(TimeSpan.FromMilliseconds(1));
        return _places.TryTake(client, () => _closed.Add(name))!;
    }
}
