using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Gyrfalcon.Proxy.Reload;
using Gyrfalcon.Proxy.Telemetry;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Telemetry;

public sealed class OperationalLogTests : IDisposable
{
    private readonly StringWriter _text = new(CultureInfo.InvariantCulture);
    private readonly OperationalLog _log;

    public OperationalLogTests() => _log = new OperationalLog(_text);

    public void Dispose() => _text.Dispose();

    [Fact]
    public void OneEntryIsOneLineWhateverIsInIt()
    {
        string? told = null;
        _log.OnError = sentence => told = sentence;
        _log.Info("a\nb");
        _log.Warn("a\r\nb\u0085c\u009b2J\u007f", "see\nit");
        _log.Error("\e[31ma\0b\tc", "mend\r\nit");
        Assert.EndsWith(" info a b", Lines()[0], StringComparison.Ordinal);
        Assert.EndsWith(" warn a  b c 2J ; see it", Lines()[1], StringComparison.Ordinal);
        Assert.EndsWith(" error  [31ma b c; mend  it", Lines()[2], StringComparison.Ordinal);
        Assert.Equal((3, " [31ma b c; mend  it"), (Lines().Length, told));
    }

    [Fact]
    public void WhatIsWrongEndsWithWhatToDoAboutIt()
    {
        _log.Warn("the disk is full", "make room");
        _log.Error("the door is shut", "open it");
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z warn the disk is full; make room$", Lines()[0]);
        Assert.EndsWith("Z error the door is shut; open it", Lines()[1], StringComparison.Ordinal);
        Assert.Equal(2, Lines().Length);
    }

    [Fact]
    public void CausesHaveALineEachAndOneRemedy()
    {
        var told = new List<string>();
        _log.OnError = told.Add;
        _log.Warn(["a.yaml:1:1: x", "a.yaml:2:1: y"], "a.yaml is refused", "correct it");
        _log.Error(["b\nc"], "it failed", "try again");
        string[] said = [.. Lines().Select(static line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..])];
        Assert.Equal(["warn a.yaml:1:1: x", "warn a.yaml:2:1: y", "warn a.yaml is refused; correct it", "error b c", "error it failed; try again"], said);
        Assert.Equal(["b c", "it failed; try again"], told);
    }

    [Fact]
    public void ABugIsToBeReported()
    {
        string? told = null;
        _log.OnError = sentence => told = sentence;
        _log.Bug(new InvalidOperationException("no"));
        _log.Bug(new InvalidOperationException("no"), "a line is lost");
        Assert.EndsWith(" error internal error, please report it: System.InvalidOperationException: no", Lines()[0], StringComparison.Ordinal);
        Assert.Equal("internal error, please report it: a line is lost: System.InvalidOperationException: no", told);
    }

    [Fact]
    public void AnExceptionWithItsStackIsOneLine()
    {
        try
        {
            throw new InvalidOperationException("first\nsecond", new ArgumentException("within"));
        }
        catch (InvalidOperationException bug)
        {
            _log.Bug(bug);
        }

        string line = Assert.Single(Lines());
        Assert.Contains("first second", line, StringComparison.Ordinal);
        Assert.Contains(nameof(AnExceptionWithItsStackIsOneLine), line, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsNotOfControlStaysAsItIs()
    {
        _log.Info("Grüße – 日本 \ud83e\udd85~\u00a0");
        Assert.EndsWith(" info Grüße – 日本 \ud83e\udd85~\u00a0", Assert.Single(Lines()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\u202e")]
    [InlineData("\u202a")]
    [InlineData("\u2066")]
    [InlineData("\u2069")]
    [InlineData("\u200e")]
    [InlineData("\u200f")]
    [InlineData("\u061c")]
    [InlineData("\u2028")]
    [InlineData("\u009b")]
    public void NobodyTurnsTheDirectionOfALine(string control)
    {
        Assert.Equal("drained: a b", OperationalLog.OneLine($"drained: a{control}b"));
        _log.Info($"a{control}b");
        Assert.EndsWith(" info a b", Assert.Single(Lines()), StringComparison.Ordinal);
    }

    [Fact]
    public void AnEntryOfTheAuditIsOneLineWhereverItIsRead()
    {
        var audit = new AuditTrail(_log);
        audit.Add(new AuditEntry(DateTime.UnixEpoch, "CN=a\nb", "drain x\nforged", false, "refused\e[2J"));
        Assert.Equal(new AuditEntry(DateTime.UnixEpoch, "CN=a b", "drain x forged", false, "refused [2J"), Assert.Single(audit.Last));
        Assert.EndsWith(" info audit: CN=a b: drain x forged: refused [2J", Assert.Single(Lines()), StringComparison.Ordinal);
    }

    private string[] Lines() => _text.ToString().Split(Environment.NewLine)[..^1];
}
