using System.IO;
using System.Linq;
using Gyrfalcon.Proxy.Telemetry;
using Gyrfalcon.Proxy.Upstream;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Upstream;

public sealed class OutlierDetectionTests
{
    private const long Second = 1_000_000_000;

    private readonly ManualDriver _driver = new();
    private readonly StringWriter _text = new();
    private readonly OperationalLog _log;
    private readonly Endpoint[] _endpoints = TestEndpoints.Many(4);
    private readonly Cluster _cluster;

    public OutlierDetectionTests()
    {
        _log = new OperationalLog(_text);
        _cluster = TestEndpoints.Cluster(_endpoints);
    }

    [Fact]
    public void FaultsInARowEjectAndASuccessAmongThemDoesNot()
    {
        Detect(consecutive: 3);
        Fail(0, 2);
        Succeed(0);
        Fail(0, 2);
        Assert.False(IsEjected(0));
        Fail(0, 1);
        Assert.True(IsEjected(0));
        Assert.Contains("3 faults in a row; it is ejected for 10 s", _text.ToString());
        Assert.DoesNotContain(_endpoints[0], _cluster.Usable);
    }

    [Fact]
    public void AnEjectionEndsWhenItsTimeIsOverAndNotBefore()
    {
        Detect(consecutive: 3);
        Fail(0, 3);
        Assert.Equal(_driver.Now + (10 * Second), _cluster.Outliers!.Due);
        After(10 * Second - 1);
        Assert.True(IsEjected(0));
        After(1);
        Assert.False(IsEjected(0));
        Fail(0, 2);
        Assert.False(IsEjected(0));
    }

    [Fact]
    public void AnEjectionEndsWhenProbesHaveSeenTheEndOfTheIllness()
    {
        Detect(consecutive: 3);
        Fail(0, 3);
        Fail(1, 3);
        After(Second);
        _cluster.Outliers!.NoteRecovered(_endpoints[0], _driver, _log);
        Assert.Equal((false, true), (IsEjected(0), IsEjected(1)));
        Fail(0, 2);
        Assert.False(IsEjected(0));
        _cluster.Outliers.NoteRecovered(_endpoints[2], _driver, _log);
        Assert.False(IsEjected(2));
        After(9 * Second);
        Assert.False(IsEjected(1));
    }

    [Fact]
    public void EjectionsGrowUpToTheLongest()
    {
        Detect(consecutive: 1);
        foreach (int seconds in new[] { 10, 20, 25, 25 })
        {
            Fail(0, 1);
            After((seconds * Second) - 1);
            Assert.True(IsEjected(0), $"{seconds} s");
            After(1);
            Assert.False(IsEjected(0), $"{seconds} s");
        }
    }

    [Fact]
    public void OnlyAWholeIntervalInIsForgiven()
    {
        Detect(consecutive: 1);
        After(0);
        Fail(0, 1);

        // Back one second before shares are compared: that is no interval in.
        _driver.Now += 19 * Second;
        After(0);
        After(Second);
        Assert.Equal(1, _endpoints[0].Record.Repetitions);
        After(30 * Second);
        Assert.Equal(0, _endpoints[0].Record.Repetitions);
    }

    [Theory]
    [InlineData(50, 2)]
    [InlineData(49, 1)]
    [InlineData(24, 0)]
    [InlineData(100, 4)]
    public void NeverMoreThanMaxEjected(int maxEjected, int most)
    {
        Detect(consecutive: 2, maxEjected: maxEjected);
        for (int round = 0; round < 3; round++)
        {
            for (int i = 0; i < 4; i++) Fail(i, 2);
        }

        Assert.Equal(most, Enumerable.Range(0, 4).Count(IsEjected));
    }

    [Fact]
    public void WhenAnotherComesBackTheNextMayGo()
    {
        Detect(consecutive: 2, maxEjected: 25);
        Fail(0, 2);
        Fail(1, 3);
        After(10 * Second);
        Assert.False(IsEjected(1));
        Fail(1, 1);
        Assert.True(IsEjected(1));
    }

    [Fact]
    public void ASuccessRateFarBelowThatOfTheOthersEjects()
    {
        Detect(gap: 30, requests: 10);
        After(0);
        for (int i = 0; i < 4; i++) Attempts(i, 20, faults: i == 2 ? 8 : 2);
        After(20 * Second);
        Assert.Equal([false, false, true, false], Enumerable.Range(0, 4).Select(IsEjected));
        Assert.Contains("60 % of its 20 attempts succeeded, 90 % of the others'", _text.ToString());
    }

    [Fact]
    public void AnOutageOfAllIsNobodysFault()
    {
        Detect(gap: 30, requests: 10);
        After(0);
        for (int i = 0; i < 4; i++) Attempts(i, 20, faults: 19);
        After(20 * Second);
        Assert.DoesNotContain(true, Enumerable.Range(0, 4).Select(IsEjected));
    }

    [Theory]
    [InlineData(9, 30, false)]
    [InlineData(10, 3, false)]
    [InlineData(10, 4, true)]
    public void TooFewAttemptsSayNothing(int own, int others, bool isEjected)
    {
        Detect(gap: 30, requests: 10);
        After(0);
        Attempts(0, own, faults: own);
        for (int i = 1; i < 4; i++) Attempts(i, others, faults: 0);
        After(20 * Second);
        Assert.Equal(isEjected, IsEjected(0));
    }

    [Fact]
    public void WhatWasBeforeAnEjectionDoesNotCountAfterIt()
    {
        Detect(consecutive: 5, gap: 30, requests: 10);
        After(0);
        Attempts(0, 20, faults: 20);
        Fail(0, 5);
        for (int i = 1; i < 4; i++) Attempts(i, 20, faults: 0);
        After(10 * Second);
        After(10 * Second);
        Assert.False(IsEjected(0));
    }

    [Fact]
    public void AResponseThatBrokeOffIsASuccessTakenBack()
    {
        _endpoints[0].Tally.Note(1, isFault: false, 1);
        _endpoints[0].Tally.NoteBroken(1);
        Assert.Equal(new AttemptCounts(1, 1, 0), _endpoints[0].Tally.Sum());
    }

    private void Detect(int consecutive = 0, int gap = 0, int requests = 10, int maxEjected = 50)
        => _cluster.DetectOutliers(new OutlierRules(consecutive, gap, requests, 20 * Second, 10 * Second, 25 * Second, maxEjected));

    private bool IsEjected(int endpoint) => (_endpoints[endpoint].State.Obstacles & Obstacles.Ejected) != 0;

    private void Fail(int endpoint, int times)
    {
        for (int i = 0; i < times; i++) _cluster.Outliers!.Note(_endpoints[endpoint], isFault: true, _driver, _log);
    }

    private void Succeed(int endpoint) => _cluster.Outliers!.Note(_endpoints[endpoint], isFault: false, _driver, _log);

    private void Attempts(int endpoint, int count, int faults)
    {
        for (int i = 0; i < count; i++) _endpoints[endpoint].Tally.Note(i % 4, i < faults, 1);
    }

    private void After(long time)
    {
        _driver.Now += time;
        _cluster.Outliers!.Advance(_driver, _log);
    }
}
