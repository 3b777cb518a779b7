using System;
using System.Globalization;
using System.IO;
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
        _log.Warn("a\r\nb\u0085c\u009b2J\u007f");
        _log.Error("\e[31ma\0b\tc");
        Assert.EndsWith(" info a b", Lines()[0], StringComparison.Ordinal);
        Assert.EndsWith(" warn a  b c 2J ", Lines()[1], StringComparison.Ordinal);
        Assert.EndsWith(" error  [31ma b c", Lines()[2], StringComparison.Ordinal);
        Assert.Equal((3, " [31ma b c"), (Lines().Length, told));
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
            _log.Error($"internal error, please report it: {bug}");
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
