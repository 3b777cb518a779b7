using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using Gyrfalcon.Proxy.Certificates;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Certificates;

/// <summary>Our questions answered by OpenSSL, its answers read by us.</summary>
public sealed class OcspTests : IDisposable
{
    private const string Responder = "http://ocsp.example:8080/a";
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    private readonly TestAuthority _authority = new();
    private readonly TemporaryDirectory _directory = new();
    private readonly X509Certificate2 _subject;

    public OcspTests()
    {
        _authority.WriteIssued(_directory.Path, "a", ["a.example"], responder: Responder);
        _subject = X509Certificate2.CreateFromPem(File.ReadAllText(SubjectFile));
    }

    private string SubjectFile => Path.Combine(_directory.Path, "a.crt");

    public void Dispose()
    {
        _subject.Dispose();
        _authority.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void The_responder_is_found_in_the_certificate()
    {
        Assert.Equal(new Uri(Responder), Ocsp.ResponderOf(_subject.RawData));
        using X509Certificate2 without = _authority.Issue(["b.example"]);
        Assert.Null(Ocsp.ResponderOf(without.RawData));
        using X509Certificate2 other = _authority.Issue(["b.example"], responder: "ldap://ocsp.example/");
        Assert.Null(Ocsp.ResponderOf(other.RawData));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_good_certificate_is_known_as_such_from_its_issuer_or_whom_it_has_appointed(bool isAppointed)
    {
        byte[] answer = await AnswerAsync(_authority.WriteResponder(_directory.Path, SubjectFile, isAppointed: isAppointed));

        (DateTimeOffset From, DateTimeOffset Until)? span = Read(answer, out string? problem);

        Assert.Null(problem);
        Assert.InRange(span!.Value.From, Now.AddMinutes(-1), Now.AddMinutes(1));
        Assert.InRange(span.Value.Until, Now.AddMinutes(58), Now.AddMinutes(62));
        Assert.Null(Read(answer, out problem, Now.AddMinutes(62)));
        Assert.Equal("holds no longer", problem);
        Assert.Null(Read(answer, out problem, Now.AddHours(-1)));
        Assert.Equal("holds in the future only", problem);
    }

    [Fact]
    public async Task What_is_revoked_unknown_or_without_an_end_is_told()
    {
        Assert.Null(Read(await AnswerAsync(_authority.WriteResponder(_directory.Path, SubjectFile, isRevoked: true)), out string? problem));
        Assert.Equal("says that the certificate is revoked", problem);

        _authority.WriteIssued(_directory.Path, "b", ["b.example"]);
        string[] other = _authority.WriteResponder(_directory.Path, Path.Combine(_directory.Path, "b.crt"));
        Assert.Null(Read(await AnswerAsync(other), out problem));
        Assert.Equal("says that the responder does not know the certificate", problem);

        Assert.Null(Read(await AnswerAsync([.. _authority.WriteResponder(_directory.Path, SubjectFile).SkipLast(2)]), out problem));
        Assert.Equal("does not say until when it holds", problem);
    }

    [Fact]
    public async Task An_answer_that_somebody_else_has_signed_or_that_is_about_another_certificate_does_not_count()
    {
        byte[] answer = await AnswerAsync(_authority.WriteResponder(_directory.Path, SubjectFile));
        using var stranger = new TestAuthority();
        Assert.Null(Ocsp.Read(answer, _subject.RawData, stranger.Certificate.RawData, Now, out string? problem));
        Assert.StartsWith("is not signed", problem, StringComparison.Ordinal);
        using X509Certificate2 other = _authority.Issue(["a.example"]);
        Assert.Null(Ocsp.Read(answer, other.RawData, _authority.Certificate.RawData, Now, out problem));
        Assert.Equal("is about another certificate", problem);
    }

    [Fact]
    public void A_refusal_is_told()
    {
        Assert.Null(Read([0x30, 3, 0x0A, 1, 6], out string? problem));
        Assert.Equal("says that there is no answer (status 6)", problem);
    }

    [Fact]
    public async Task Broken_answers_are_refused_and_nothing_is_thrown()
    {
        byte[] answer = await AnswerAsync(_authority.WriteResponder(_directory.Path, SubjectFile));
        for (int length = 0; length < answer.Length; length++) Assert.Null(Read(answer[..length], out _));
        for (int i = 0; i < answer.Length; i++)
        {
            byte[] other = [.. answer];
            other[i] ^= 0x41;
            Read(other, out _);
        }
    }

    private (DateTimeOffset From, DateTimeOffset Until)? Read(byte[] answer, out string? problem, DateTimeOffset? now = null) => Ocsp.Read(answer, _subject.RawData, _authority.Certificate.RawData, now ?? DateTimeOffset.UtcNow, out problem);

    private async Task<byte[]> AnswerAsync(string[] responder)
    {
        string question = Path.Combine(_directory.Path, "question");
        string answer = Path.Combine(_directory.Path, "answer");
        await File.WriteAllBytesAsync(question, Ocsp.WriteRequest(_subject.RawData, _authority.Certificate.RawData));
        await using ProgramProcess openssl = ProgramProcess.Start("openssl", [.. responder, "-reqin", question, "-respout", answer]);
        Assert.True(await openssl.ExitAsync() == 0, string.Join('\n', openssl.Errors.Lines));
        return await File.ReadAllBytesAsync(answer);
    }
}
