using System;
using System.Collections.Generic;
using System.Text;
using CsCheck;
using Gyrfalcon.Http.Http1;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Explaining;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Explaining;

/// <summary>A request is explained to whoever has signed this very request, for a while, and to nobody else.</summary>
public sealed class ExplainSignatureTests
{
    private const string Url = "https://api.example.com:8443/v1/users?page=2";
    private const string Head = "GET /v1/users?page=2 HTTP/1.1\r\nHost: api.example.com:8443\r\n";

    private static readonly byte[] Key = "an-example-of-a-key-with-enough-characters"u8.ToArray();
    private static readonly byte[] OtherKey = "another-example-of-a-key-of-this-length"u8.ToArray();
    private static readonly DateTime Now = new(2026, 5, 4, 3, 2, 1, DateTimeKind.Utc);

    [Theory]
    [InlineData(Head)]
    [InlineData("GET /v1/users?page=2 HTTP/1.1\r\nHost: API.Example.COM\r\n")]
    [InlineData("GET https://api.example.com/v1/users?page=2 HTTP/1.1\r\nHost: api.example.com\r\n")]
    public void TheRequestThatWasSignedIsKnown(string head) => Assert.True(IsValid(head, Sign()));

    [Theory]
    [InlineData("POST /v1/users?page=2 HTTP/1.1\r\nHost: api.example.com\r\n")]
    [InlineData("GET /v1/users?page=3 HTTP/1.1\r\nHost: api.example.com\r\n")]
    [InlineData("GET /v1/users HTTP/1.1\r\nHost: api.example.com\r\n")]
    [InlineData("GET /v1/Users?page=2 HTTP/1.1\r\nHost: api.example.com\r\n")]
    [InlineData("GET /v1/users/?page=2 HTTP/1.1\r\nHost: api.example.com\r\n")]
    [InlineData("GET /v1/users?page=2 HTTP/1.1\r\nHost: api.example.org\r\n")]
    [InlineData("GET /v1/users?page=2 HTTP/1.1\r\nHost: example.com\r\n")]
    public void AnotherRequestIsNot(string head) => Assert.False(IsValid(head, Sign()));

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(600, true)]
    [InlineData(601, false)]
    [InlineData(1_000_000_000, false)]
    public void ItIsGoodForTenMinutesAtMost(int seconds, bool expected) => Assert.Equal(expected, IsValid(Head, Sign(seconds)));

    [Fact]
    public void AnyKeyOfSeveralWillDo()
    {
        Assert.True(IsValid(Head, Sign(), OtherKey, Key));
        Assert.False(IsValid(Head, Sign(), OtherKey));
        Assert.False(IsValid(Head, Sign(), []));
    }

    [Fact]
    public void TwoFieldsAreNone()
    {
        string good = Sign();
        RequestHead request = Read($"{Head}Gyr-Explain: {good}\r\nGyr-Explain: {good}\r\n");
        Assert.False(ExplainSignature.IsValid(request, [Key], Now));
    }

    /// <summary>Every character counts: whichever is another, the value is worth nothing.</summary>
    [Fact]
    public void NoCharacterCanBeAnother()
    {
        string good = Sign();
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Char["0123456789abcdef.- "]).Sample((place, character) =>
        {
            string value = $"{good[..place]}{character}{good[(place + 1)..]}";
            Assert.Equal(value == good, IsValid(Head, value));
        }, iter: 5_000);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("1.2")]
    [InlineData("yes")]
    [InlineData("99999999999999999999.")]
    [InlineData("-1.0000000000000000000000000000000000000000000000000000000000000000")]
    public void NonsenseIsNothing(string value) => Assert.False(IsValid(Head, value));

    /// <summary>So that it can be made without gyr: openssl dgst -sha256 -hmac KEY.</summary>
    [Fact]
    public void ItIsWhatTheDocumentSays()
    {
        long expiry = new DateTimeOffset(Now).ToUnixTimeSeconds() + 60;
        byte[] digest = System.Security.Cryptography.HMACSHA256.HashData(Key, Encoding.ASCII.GetBytes($"gyr-explain\n{expiry}\nGET\napi.example.com\n/v1/users?page=2"));
        Assert.Equal($"{expiry}.{Convert.ToHexStringLower(digest)}", Sign(60));
    }

    [Theory]
    [InlineData("http://[::1]:8000/", "GET / HTTP/1.1\r\nHost: [::1]:8000\r\n")]
    [InlineData("http://a.test", "GET / HTTP/1.1\r\nHost: a.test\r\n")]
    [InlineData("http://user:word@a.test/", "GET / HTTP/1.1\r\nHost: a.test\r\n")]
    [InlineData("http://a.test?q", "GET /?q HTTP/1.1\r\nHost: a.test\r\n")]
    [InlineData("http://a.test/?", "GET /? HTTP/1.1\r\nHost: a.test\r\n")]
    [InlineData("http://a.test/%2e%2F/x#part", "GET /%2e%2F/x HTTP/1.1\r\nHost: a.test\r\n")]
    public void AUrlIsSignedAsItIsSent(string url, string head)
        => Assert.True(IsValid(head, ExplainSignature.TrySign(Key, Now.AddMinutes(1), "GET", url, out _)!));

    [Theory]
    [InlineData("/path")]
    [InlineData("ftp://a.test/")]
    [InlineData("http://a.test/a b")]
    [InlineData("http://a.test/\u00e4")]
    public void WhatIsNeverSentIsNotSigned(string url)
    {
        Assert.Null(ExplainSignature.TrySign(Key, Now.AddMinutes(1), "GET", url, out string? problem));
        Assert.NotEmpty(problem!);
    }

    private static string Sign(int seconds = 60) => ExplainSignature.TrySign(Key, Now.AddSeconds(seconds), "GET", Url, out string? problem) ?? throw new InvalidOperationException(problem);

    private static bool IsValid(string head, string value, params IReadOnlyList<byte[]> keys) => ExplainSignature.IsValid(Read($"{head}Gyr-Explain: {value}\r\n"), keys, Now);

    private static bool IsValid(string head, string value) => IsValid(head, value, [Key]);

    private static RequestHead Read(string head)
    {
        var request = new RequestHead();
        Assert.Equal(ParseStatus.Done, RequestParser.Parse(request, Encoding.ASCII.GetBytes(head + "\r\n"), HeadLimits.Default).Status);
        return request;
    }
}
