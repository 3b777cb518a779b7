using System;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Proxy.Discovery;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Discovery;

/// <summary>Against a DNS server of the test's own, on real sockets.</summary>
public sealed class DnsLookupTests : IAsyncDisposable
{
    private readonly DnsServer _server = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task BothFamiliesAreAsked()
    {
        _server.Set("api.test", DnsRecord.Address("127.0.0.2", 60), DnsRecord.Address("::1", 30), DnsRecord.Address("127.0.0.1", 90));

        DnsAnswer answer = await AskAsync(Lookup());

        Assert.Equal("http://127.0.0.1:8080 http://127.0.0.2:8080 http://[::1]:8080", Urls(answer));
        Assert.Equal((TimeSpan.FromSeconds(30), null), (answer.TimeToLive, answer.Error));
    }

    [Fact]
    public async Task AnAnswerThatDoesNotFitComesOverTcp()
    {
        _server.Mood = DnsMood.Truncating;
        _server.Set("api.test", [.. Enumerable.Range(1, 200).Select(i => DnsRecord.Address($"127.0.1.{i}"))]);

        DnsAnswer answer = await AskAsync(Lookup());

        Assert.Equal(200, answer.Members!.Count);
        Assert.True(_server.QuestionsOverTcp > 0);
    }

    [Fact]
    public async Task AnAnswerWithTooMuchIsRefused()
    {
        _server.Mood = DnsMood.Truncating;
        _server.Set("api.test", [.. Enumerable.Range(0, 1001).Select(i => DnsRecord.Address($"127.1.{i / 250}.{i % 250}"))]);

        DnsAnswer answer = await AskAsync(Lookup());

        Assert.Null(answer.Members);
        Assert.Equal("`api.test` has more than 1000 records (A)", answer.Error);
    }

    [Theory]
    [InlineData(DnsMood.Failing, "`api.test` is answered with ServerFailure (A)")]
    [InlineData(DnsMood.Silent, "`api.test` is not answered (A)")]
    [InlineData(DnsMood.Babbling, "the answer for `api.test` is no DNS message (A)")]
    public async Task WhatWasKnownStaysWhileThereIsNoAnswer(DnsMood mood, string error)
    {
        DnsLookup lookup = Lookup();
        _server.Set("api.test", DnsRecord.Address("127.0.0.1"));
        await AskAsync(lookup);
        _server.Mood = mood;

        DnsAnswer answer = await AskAsync(lookup);

        Assert.Equal("http://127.0.0.1:8080", Urls(answer));
        Assert.Contains(error, answer.Error, StringComparison.Ordinal);

        _server.Mood = DnsMood.Good;
        _server.Set("api.test", DnsRecord.Address("127.0.0.2"));
        answer = await AskAsync(lookup);
        Assert.Equal(("http://127.0.0.2:8080", null), (Urls(answer), answer.Error));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhatWasKnownStaysWhenTheNameIsEmptyOrGone(bool isGone)
    {
        DnsLookup lookup = Lookup();
        _server.Set("api.test", DnsRecord.Address("127.0.0.1"));
        await AskAsync(lookup);
        if (isGone) _server.Forget("api.test");
        else _server.Set("api.test");

        DnsAnswer answer = await AskAsync(lookup);

        Assert.Equal(("http://127.0.0.1:8080", "the name `api.test` has no addresses"), (Urls(answer), answer.Error));
    }

    /// <summary>What is no host's name would become part of URLs and of lines of the log.</summary>
    [Theory]
    [InlineData("one.test", true)]
    [InlineData("_x-1.test.", true)]
    [InlineData("two words.test", false)]
    [InlineData("a\nb.test", false)]
    [InlineData("a/b.test", false)]
    [InlineData("\u00e9.test", false)]
    public void TargetsAreNamesOfHosts(string target, bool isOne) => Assert.Equal(isOne, DnsQuestions.IsHostName(target));

    [Fact]
    public async Task TargetsAreResolvedByTheSameServer()
    {
        DnsLookup lookup = Lookup(isService: true);
        _server.Set("_http._tcp.test", DnsRecord.Service("one.test", 81, priority: 1, weight: 3), DnsRecord.Service("two.test", 82, priority: 2), DnsRecord.Service("lost.test", 83));
        _server.Set("one.test", DnsRecord.Address("127.0.0.1"), DnsRecord.Address("127.0.0.2"));
        _server.Set("two.test", DnsRecord.Address("127.0.0.3"));

        DnsAnswer answer = await AskAsync(lookup);

        Assert.Equal("http://one.test:81 http://two.test:82", Urls(answer));
        Assert.Equal([IPAddress.Parse("127.0.0.1"), IPAddress.Parse("127.0.0.2")], answer.Members![0].Ips);
        Assert.Equal("the name `lost.test` has no addresses", answer.Error);

        // A target whose name is lost keeps its addresses as long as the records name it.
        _server.Forget("one.test");
        Assert.Equal("http://one.test:81 http://two.test:82", Urls(await AskAsync(lookup)));

        // "." is how a service is said not to be there: a mistake there must not end it.
        _server.Set("_http._tcp.test", DnsRecord.Service(".", 0));
        answer = await AskAsync(lookup);
        Assert.Null(answer.Members);
        Assert.Equal("the name `_http._tcp.test` has no SRV records with a target", answer.Error);
    }

    private DnsLookup Lookup(bool isService = false)
        => new(new DnsRules(isService ? "_http._tcp.test" : "api.test", isService, 8080, false, [(IPAddress.Loopback, _server.Port)], TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1)));

    private static Task<DnsAnswer> AskAsync(DnsLookup lookup) => lookup.AskAsync(CancellationToken.None).Within("an answer");

    private static string Urls(DnsAnswer answer) => string.Join(' ', answer.Members!.Select(spec => spec.Url));
}
