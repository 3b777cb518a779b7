using System;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gyrfalcon.Http;
using Gyrfalcon.Proxy.Telemetry;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Telemetry;

/// <summary>What lines look like, to the byte.</summary>
public sealed class LineFormTests
{
    private const Milestones All = Milestones.Head | Milestones.Attempt | Milestones.Connection | Milestones.Response;

    /// <summary>Quotes, ends of lines, a terminal's escape, what is no UTF-8, and the escapes themselves.</summary>
    private const string Hostile = "a\"b\\c#d\r\nGET / \u001b[2J\0\u007f\u00ff\u00c3 {|}";

    [Fact]
    public void Json() => Assert.Equal(
        """{"time":"2026-11-28T05:06:07.000000Z","request_id":"00112233445566778899aabbccddeeff","client":"192.0.2.9","listener":"web","route":"everything","cluster":"app","endpoint":"http://10.0.0.1:8080","method":"GET","host":"example.com","path":"/a","protocol":"HTTP/1.1","status":200,"bytes_in":11,"bytes_out":2326,"attempts":1,"request_us":1500,"queue_us":2000,"connect_us":3000,"response_us":40000,"total_us":1234000}"""
        + "\n",
        new TestRecord().LineIn(AccessLogForm.Json));

    [Fact]
    public void JsonOfAFault()
    {
        string line = new TestRecord { Status = 400, Fault = FaultKind.MalformedRequest, Query = "b=c", Violation = "a rule" }.LineIn(AccessLogForm.Json);
        Assert.Contains("""host":"example.com","path":"/a","query":"b=c","protocol":"HTTP/1.1","status":400,"fault":"malformed-request","detail":"a rule","bytes_in":""", line, StringComparison.Ordinal);
    }

    /// <summary>It is not said to be what it is not: what came stands there, and no method, path or protocol.</summary>
    [Fact]
    public void JsonOfARequestLineThatIsNotUnderstood()
    {
        string line = new TestRecord { Status = 505, Fault = FaultKind.MalformedRequest, Method = "", Target = "GET /\" HTTP/2.0" }.LineIn(AccessLogForm.Json);
        Assert.Contains(""","host":"example.com","request_line":"GET /\u0022 HTTP/2.0","status":505,""", line.Replace("\\\"", "\\u0022", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void JsonOfAClientBehindAProxy()
        => Assert.Contains(""","client":"192.0.2.9","peer":"10.0.0.2","listener":"web",""", new TestRecord { Peer = "10.0.0.2" }.LineIn(AccessLogForm.Json), StringComparison.Ordinal);

    [Fact]
    public void CombinedOfARequestLineThatIsNotUnderstood()
        => Assert.Contains("""] "GET /\x22 HTTP/2.0" 505 """, new TestRecord { Status = 505, Method = "", Target = "GET /\" HTTP/2.0" }.LineIn(AccessLogForm.Combined), StringComparison.Ordinal);

    [Theory]
    [InlineData("GET http://user:secret@a.test/ HTTP/1.1", "GET http://a.test/ HTTP/1.1")]
    [InlineData("https://user@a.test", "https://a.test")]
    [InlineData("http://a.test/@b", "http://a.test/@b")]
    [InlineData("http://a.test", "http://a.test")]
    [InlineData("/@://", "/@://")]
    [InlineData("", "")]
    public void NeitherNameNorPasswordInAUrlIsNoted(string url, string noted)
    {
        byte[] room = new byte[AccessLogRecord.LongestRecord];
        var output = new RecordWriter(room, default);
        output.Url(Encoding.ASCII.GetBytes(url));
        Assert.Equal(noted, Encoding.ASCII.GetString(room[AccessLogRecord.TextsAt..output.Length]));
    }

    [Theory]
    [InlineData(true, " 1/2/-1/-1/1234 ")]
    [InlineData(false, " 1/-1/-1/-1/1234 ")]
    public void HaproxyTellsHowLongItWaitedInVain(bool wasQueued, string timers)
    {
        string line = new TestRecord { WasQueued = wasQueued, Status = 503, Fault = FaultKind.QueueTimeout, Reached = Milestones.Head }.LineIn(AccessLogForm.Haproxy);
        Assert.Contains(timers, line, StringComparison.Ordinal);
    }

    [Fact]
    public void Combined() => Assert.Equal(
        "192.0.2.9 - - [28/Nov/2026:05:06:07 +0000] \"GET /a?b=c HTTP/1.1\" 200 2326 \"http://example.com/start.html\" \"Mozilla/4.08 [en] (Win98; I ;Nav)\"\n",
        new TestRecord { Target = "/a?b=c", Referer = "http://example.com/start.html", UserAgent = "Mozilla/4.08 [en] (Win98; I ;Nav)" }.LineIn(AccessLogForm.Combined));

    [Fact]
    public void CombinedWithoutARequestLine() => Assert.Equal(
        "192.0.2.9 - - [28/Nov/2026:05:06:07 +0000] \"-\" 408 2326 \"-\" \"-\"\n",
        new TestRecord { Method = "", Target = "", Status = 408, Fault = FaultKind.RequestHeaderTimeout }.LineIn(AccessLogForm.Combined));

    [Fact]
    public void Haproxy() => Assert.Equal(
        "192.0.2.9:51000 [28/Nov/2026:05:06:05.766] web app/10.0.0.1:8080 1/2/3/40/1234 200 2326 - - ---- 0/7/0/3/0 0/0 \"GET /a?b=c HTTP/1.1\"\n",
        new TestRecord { Target = "/a?b=c" }.LineIn(AccessLogForm.Haproxy));

    [Fact]
    public void HaproxyOfWhatNeverBecameARequest() => Assert.Equal(
        "192.0.2.9:51000 [28/Nov/2026:05:06:05.766] web~ web/<NOSRV> -1/-1/-1/-1/1234 408 2326 - - cR-- 0/7/0/3/0 0/0 \"<BADREQ>\"\n",
        new TestRecord { Method = "", Target = "", Cluster = "", Endpoint = "", Attempts = 0, IsTls = true, Status = 408, Fault = FaultKind.RequestHeaderTimeout, Reached = Milestones.None }.LineIn(AccessLogForm.Haproxy));

    [Fact]
    public void HaproxyCountsRetries() => Assert.Contains(" 1/2/-1/-1/1234 -1 2326 - - CC-- 0/7/0/3/2 ",
        new TestRecord { Status = 0, Attempts = 3, Fault = FaultKind.ClientGone, Reached = Milestones.Head | Milestones.Attempt }.LineIn(AccessLogForm.Haproxy), StringComparison.Ordinal);

    [Theory]
    [InlineData(FaultKind.None, All, "----")]
    [InlineData(FaultKind.ClientGone, Milestones.None, "CR--")]
    [InlineData(FaultKind.ClientGone, Milestones.Head, "CQ--")]
    [InlineData(FaultKind.ClientGone, Milestones.Head | Milestones.Attempt | Milestones.Connection, "CH--")]
    [InlineData(FaultKind.ClientGone, All, "CD--")]
    [InlineData(FaultKind.ClientTooSlow, All, "cD--")]
    [InlineData(FaultKind.MalformedRequest, Milestones.None, "PR--")]
    [InlineData(FaultKind.NoRoute, Milestones.Head, "PR--")]
    [InlineData(FaultKind.NoEndpoint, Milestones.Head, "SC--")]
    [InlineData(FaultKind.QueueTimeout, Milestones.Head, "sQ--")]
    [InlineData(FaultKind.QueueFull, Milestones.Head, "PQ--")]
    [InlineData(FaultKind.ConnectionRefused, Milestones.Head | Milestones.Attempt, "SC--")]
    [InlineData(FaultKind.ConnectTimeout, Milestones.Head | Milestones.Attempt, "sC--")]
    [InlineData(FaultKind.ConnectionReset, Milestones.Head | Milestones.Attempt | Milestones.Connection, "SH--")]
    [InlineData(FaultKind.ResponseTimeout, Milestones.Head | Milestones.Attempt | Milestones.Connection, "sH--")]
    [InlineData(FaultKind.MalformedResponse, Milestones.Head | Milestones.Attempt | Milestones.Connection, "PH--")]
    [InlineData(FaultKind.IncompleteResponse, All, "SD--")]
    [InlineData(FaultKind.ResponseBodyTimeout, All, "sD--")]
    [InlineData(FaultKind.OutOfResources, Milestones.Head, "RR--")]
    [InlineData(FaultKind.InternalError, All, "ID--")]
    public void TerminationStates(object fault, object reached, string state)
        => Assert.Contains($" - - {state} ", new TestRecord { Fault = (FaultKind)fault, Reached = (Milestones)reached }.LineIn(AccessLogForm.Haproxy), StringComparison.Ordinal);

    [Fact]
    public void AnAnswerOfOurOwnIsNoEndpoints()
        => Assert.Contains(" web/<NOSRV> 1/-1/-1/-1/1234 204 2326 - - LR-- ", new TestRecord { Cluster = "", Endpoint = "", Status = 204, Reached = Milestones.Head }.LineIn(AccessLogForm.Haproxy), StringComparison.Ordinal);

    [Fact]
    public void EveryFaultHasATerminationState() => Assert.All(Enum.GetValues<FaultKind>(), static fault
        => Assert.Matches(" - - [-CcSsPRIL][-RQCHD]-- ", new TestRecord { Fault = fault }.LineIn(AccessLogForm.Haproxy)));

    [Theory]
    [InlineData(AccessLogForm.Combined, @"^192\.0\.2\.9 - - \[[^\]]+\] ""([^""\\]|\\x[0-9A-F]{2})* HTTP/1\.1"" 200 2326 ""([^""\\]|\\x[0-9A-F]{2})*"" ""([^""\\]|\\x[0-9A-F]{2})*""\n$")]
    [InlineData(AccessLogForm.Haproxy, @"^192\.0\.2\.9:51000 \[[^\]]+\] web app/([^ ""#]|#[0-9A-F]{2})+ [-0-9/]+ 200 2326 - - ---- [0-9/]+ 0/0 ""([^""#]|#[0-9A-F]{2})* HTTP/1\.1""\n$")]
    [InlineData(AccessLogForm.Json, @"^\{.*\}\n$")]
    public void WhatAClientWritesStaysWhereItIs(AccessLogForm form, string pattern)
    {
        string line = new TestRecord { Method = "GE\"T", Target = "/" + Hostile, Referer = Hostile, UserAgent = Hostile }.LineIn(form);
        Assert.Matches(new Regex(pattern), line);
        Assert.DoesNotContain(line[..^1], static one => one is < ' ' or > '~');
        if (form == AccessLogForm.Json) Assert.Equal("/" + Hostile, JsonDocument.Parse(line).RootElement.GetProperty("path").GetString());
        if (form == AccessLogForm.Combined) Assert.Contains(@"a\x22b\x5Cc#d\x0D\x0AGET / \x1B[2J\x00\x7F\xFF\xC3 {|}", line, StringComparison.Ordinal);
        if (form == AccessLogForm.Haproxy) Assert.Contains(@"a#22b\c#23d#0D#0AGET / #1B[2J#00#7F#FF#C3 {|}", line, StringComparison.Ordinal);
    }

    /// <summary>Every byte, by itself.</summary>
    [Theory]
    [InlineData(AccessLogForm.Combined)]
    [InlineData(AccessLogForm.Haproxy)]
    public void NoByteEndsALineOrItsQuotes(AccessLogForm form)
    {
        int quotes = new TestRecord().LineIn(form).Count(static one => one == '"');
        Assert.All(Enumerable.Range(0, 256), value =>
        {
            string line = new TestRecord { Target = "/" + (char)value, UserAgent = "" + (char)value }.LineIn(form);
            Assert.Equal(quotes, line.Count(static one => one == '"'));
            Assert.Equal(line.Length - 1, line.IndexOf('\n', StringComparison.Ordinal));
        });
    }
}
