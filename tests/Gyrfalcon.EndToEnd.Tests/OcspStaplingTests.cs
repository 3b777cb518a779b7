using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>What OCSP responders say, handed to clients with the certificate; the responder is OpenSSL's, and so is the client.</summary>
public sealed class OcspStaplingTests : IDisposable
{
    private const string Expiry = "gyr_tls_ocsp_staple_expiry_seconds{listener=\"web\",name=\"a.example\"}";

    private readonly TestAuthority _authority = new();
    private readonly TemporaryDirectory _directory = new();
    private readonly int _port = HeldPort.Free();

    public void Dispose()
    {
        _authority.Dispose();
        _directory.Dispose();
    }

    [Theory, EachDriver]
    public async Task Clients_that_ask_get_the_answer_and_others_none(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        string pair = Issue();
        await using ProgramProcess responder = StartResponder();
        await using GyrProcess gyr = await StartAsync(driver, pair);

        string said = await UntilAsync(gyr, "OCSP Response Status: successful");

        Assert.Contains("Cert Status: good", said, StringComparison.Ordinal);
        string end = Regex.Match(said, "Next Update: (.+) GMT").Groups[1].Value;
        Assert.Equal(Seconds(end), MetricsTests.Value(await MetricsTests.ScrapeAsync(gyr), Expiry));
        Assert.DoesNotContain("OCSP", await OpenSslAsync(gyr), StringComparison.Ordinal);
        Assert.Contains("Cert Status: good", await OpenSslAsync(gyr, "-status", "-tls1_2"), StringComparison.Ordinal);
    }

    [Theory, EachDriver]
    public async Task A_responder_that_is_away_is_told_of_and_keeps_nobody_waiting(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        await using GyrProcess gyr = await StartAsync(driver, Issue());

        await gyr.Process.Errors.WaitForAsync(line => line.Contains($"warn the answer of the OCSP responder http://127.0.0.1:{_port}/ about the certificate for a.example did not come", StringComparison.Ordinal), "the warning");
        Assert.Contains("OCSP response: no response sent", await OpenSslAsync(gyr, "-status"), StringComparison.Ordinal);
        MetricsTests.AssertAbsent(await MetricsTests.ScrapeAsync(gyr), Expiry);
    }

    [Theory, EachDriver]
    public async Task A_revoked_certificate_is_told_of_and_its_answer_not_handed_out(Driver driver)
    {
        Proxies.OnlyGyr(driver);
        string pair = Issue();
        await using ProgramProcess responder = StartResponder(isRevoked: true);
        await using GyrProcess gyr = await StartAsync(driver, pair);

        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("about the certificate for a.example says that the certificate is revoked", StringComparison.Ordinal), "the warning");
        Assert.Contains("OCSP response: no response sent", await OpenSslAsync(gyr, "-status"), StringComparison.Ordinal);
    }

    /// <summary>OpenSSL's way to write a time, in seconds since 1970.</summary>
    private static long Seconds(string time) => DateTimeOffset.ParseExact(Regex.Replace(time, " +", " "), "MMM d HH:mm:ss yyyy", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeSeconds();

    private string Issue() => _authority.WriteIssued(_directory.Path, "a", ["a.example"], responder: $"http://127.0.0.1:{_port}/");

    private ProgramProcess StartResponder(bool isRevoked = false)
        => ProgramProcess.Start("openssl", [.. _authority.WriteResponder(_directory.Path, Path.Combine(_directory.Path, "a.crt"), isRevoked, isAppointed: true), "-port", $"{_port}"]);

    private static Task<GyrProcess> StartAsync(Driver driver, string pair)
        => GyrProcess.RunAsync(MetricsTests.PlanFor("http://127.0.0.1:1") with { Listener = new ListenerPlan { Tls = $"{{ certificates: [ {{ {pair} }} ] }}" } }, driver);

    /// <summary>Asks until that is said, and says what was.</summary>
    private static async Task<string> UntilAsync(GyrProcess gyr, string wanted)
    {
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            string said = await OpenSslAsync(gyr, "-status");
            if (said.Contains(wanted, StringComparison.Ordinal)) return said;
            Assert.True(Stopwatch.GetElapsedTime(began) < Deadline.Default, $"Waited in vain for `{wanted}`:\n{said}");
        }
    }

    private static Task<string> OpenSslAsync(GyrProcess gyr, params string[] arguments) => OpenSslClient.AskAsync(gyr, OpenSslClient.Quit, ["-servername", "a.example", .. arguments]);
}
