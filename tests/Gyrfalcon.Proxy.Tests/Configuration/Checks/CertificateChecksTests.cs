using System;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Configuration.Checks;

public sealed class CertificateChecksTests : IDisposable
{
    private readonly CertificateFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AnExpiredOneIsAWarning() =>
        Assert.Matches(@"^warning GYR1362 listeners\.web\.tls\.certificates\[0\]\.certificate: the certificate `old\.crt` has expired at \d{4}-\d\d-\d\d \d\d:\d\d UTC; replace the files$", Assert.Single(With(_folder.Write("old", ["a.example"], -9, -2))));

    [Fact]
    public void OneOfTheFutureIsAWarning() =>
        Assert.Matches(@"^warning GYR1362 .*: the certificate `new\.crt` is not valid before .* UTC; check the clock, or replace the files$", Assert.Single(With(_folder.Write("new", ["a.example"], 2, 90))));

    [Fact]
    public void OneThatEndsSoonIsANote() =>
        Assert.Matches(@"^note GYR1504 .*: the certificate `short\.crt` expires at .* UTC; replace the files before that$", Assert.Single(With(_folder.Write("short", ["a.example"], -60, 20))));

    [Fact]
    public void OneOfThreeMonthsIsFine() => Assert.Empty(With(_folder.Write("fine", ["a.example"])));

    [Fact]
    public void AKeyOfAnotherCertificateIsAnError()
    {
        _ = _folder.Write("a", ["a.example"]);
        _ = _folder.Write("b", ["b.example"]);
        Assert.StartsWith("error GYR1211 listeners.web.tls.certificates[0]: the key `b.key` does not belong to its certificate", Assert.Single(With("{ certificate: a.crt, key: b.key }")), StringComparison.Ordinal);
    }

    [Fact]
    public void OurOwnTowardsEndpointsIsLookedAtToo()
    {
        string own = _folder.Write("own", ["gyr.internal"], -9, -2);
        Assert.StartsWith("warning GYR1362 clusters.app.tls.certificate.certificate: the certificate `own.crt` has expired", Assert.Single(_folder.Lines($$"""
            listeners: { web: { address: ":8000" } }
            routes: [ { cluster: app } ]
            clusters: { app: { endpoints: [ "https://10.0.0.1" ], tls: { certificate: {{own}} } } }
            """)), StringComparison.Ordinal);
    }

    private string[] With(string certificate) => _folder.Lines($$"""
        listeners: { web: { address: ":8443", tls: { certificates: [ {{certificate}} ] } } }
        routes: [ { respond: { status: 204 } } ]
        """);
}
