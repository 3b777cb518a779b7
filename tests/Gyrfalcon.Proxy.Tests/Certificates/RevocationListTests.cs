using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gyrfalcon.Proxy.Certificates;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Certificates;

/// <summary>A list of revoked certificates is believed only if it is its issuer's and holds now.</summary>
public sealed class RevocationListTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly TemporaryDirectory _directory = new();

    public void Dispose()
    {
        _authority.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void WhoIsNamedIsRevokedAndNobodyElse()
    {
        for (int i = 0; i < 20; i++)
        {
            using X509Certificate2 one = _authority.Issue(["one"]);
            using X509Certificate2 other = _authority.Issue(["other"]);
            IReadOnlyList<RevocationList> lists = Read(_authority.WriteRevocations(_directory.Path, one));
            Assert.Equal("it is revoked", WhyRefused(lists, one));
            Assert.Null(WhyRefused(lists, other));
        }
    }

    [Fact]
    public void AnEmptyListRevokesNobodyAndNoListEverybody()
    {
        using X509Certificate2 one = _authority.Issue(["one"]);
        Assert.Null(WhyRefused(Read(_authority.WriteRevocations(_directory.Path)), one));
        Assert.Equal("its issuer has no revocation list", WhyRefused([], one));
        using var stranger = new TestAuthority();
        Assert.Equal("its issuer has no revocation list", WhyRefused(Read(stranger.WriteRevocations(_directory.Path)), one));
    }

    [Theory]
    [InlineData(-3, false)]
    [InlineData(0, true)]
    [InlineData(2, false)]
    public void AListHoldsForItsTime(int days, bool holds)
    {
        using X509Certificate2 one = _authority.Issue(["one"]);
        IReadOnlyList<RevocationList> lists = Read(_authority.WriteRevocations(_directory.Path));
        Assert.Equal(holds, RevocationList.WhyRefused(lists, one, _authority.Certificate, DateTimeOffset.UtcNow.AddDays(days)) is null);
    }

    /// <summary>Whichever bit is another, the list is not well-formed, or not its issuer's, or says the same.</summary>
    [Fact]
    public void AListThatWasTamperedWithTakesNobodyBackIn()
    {
        using X509Certificate2 one = _authority.Issue(["one"]);
        string file = _authority.WriteRevocations(_directory.Path, one);
        string pem = File.ReadAllText(file);
        byte[] der = Convert.FromBase64String(pem[PemEncoding.Find(pem).Base64Data]);
        for (int i = 0; i < der.Length; i++)
        {
            der[i] ^= 1;
            File.WriteAllText(file, PemEncoding.WriteString("X509 CRL", der));
            if (RevocationList.ReadFile(file, out string? problem) is { } lists) Assert.NotNull(WhyRefused(lists, one));
            else Assert.NotEmpty(problem!);
            der[i] ^= 1;
        }
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("-----BEGIN X509 CRL-----\nMAA=\n-----END X509 CRL-----\n")]
    public void WhatIsNoListIsTold(string text)
    {
        Assert.Null(RevocationList.ReadFile(_directory.Write("list.pem", text), out string? problem));
        Assert.NotEmpty(problem!);
    }

    private string? WhyRefused(IReadOnlyList<RevocationList> lists, X509Certificate2 certificate) => RevocationList.WhyRefused(lists, certificate, _authority.Certificate, DateTimeOffset.UtcNow);

    private static IReadOnlyList<RevocationList> Read(string file) => RevocationList.ReadFile(file, out string? problem) ?? throw new InvalidOperationException(problem);
}
