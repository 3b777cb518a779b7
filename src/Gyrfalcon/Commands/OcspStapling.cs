using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Engine.Tls;
using Gyrfalcon.Proxy;
using Gyrfalcon.Proxy.Certificates;
using Gyrfalcon.Proxy.Telemetry;

namespace Gyrfalcon.Commands;

/// <summary>
/// Asks the OCSP responders of the listeners' certificates, ahead of time, for what is handed to clients. Clients never wait for it: until there is an answer, and when there is none any more, they get the certificate alone.
/// </summary>
internal sealed class OcspStapling : IAsyncDisposable
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private readonly ProxyServer _server;
    private readonly OperationalLog _log;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionIdleTimeout = TimeSpan.FromSeconds(10) })
    {
        Timeout = TimeSpan.FromSeconds(10),
        MaxResponseContentBufferSize = Ocsp.MostBytes,
    };

    // The same certificate is read anew by reloads and may stand in several listeners; it is asked about once.
    private readonly Dictionary<string, Subject> _subjects = [];
    private readonly ConditionalWeakTable<TlsCertificate, Subject> _known = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    /// <summary>Begins.</summary>
    internal OcspStapling(ProxyServer server, OperationalLog log)
    {
        _server = server;
        _log = log;
        _loop = Task.Run(RunAsync);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _http.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(LookInterval);
        try
        {
            do
            {
                foreach (TlsCertificate certificate in Certificates()) await RefreshAsync(certificate);
            }
            while (await timer.WaitForNextTickAsync(_stop.Token));
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private IEnumerable<TlsCertificate> Certificates()
    {
        HashSet<string> stapling = [.. _server.Snapshot.Config.Listeners.Where(static listener => listener.Tls is { OcspStapling: true }).Select(static listener => listener.Name)];
        return _server.Snapshot.Listeners.Where(listener => stapling.Contains(listener.Name)).SelectMany(static listener => listener.Tls?.Rules.Certificates ?? []);
    }

    private async Task RefreshAsync(TlsCertificate certificate)
    {
        Subject subject = _known.GetValue(certificate, SubjectOf);
        if (subject.Responder is { } responder && DateTimeOffset.UtcNow >= subject.NextAsk) await AskAsync(subject, responder, certificate);
        if (subject.Answer is not { } answer || subject.Until <= DateTimeOffset.UtcNow) certificate.Staple.Clear();
        else if (certificate.Staple.Expires != subject.Until) certificate.Staple.Replace(answer, subject.Until);
    }

    private Subject SubjectOf(TlsCertificate certificate)
    {
        string key = Convert.ToHexString(SHA256.HashData(certificate.Chain[0]));
        if (_subjects.TryGetValue(key, out Subject? subject)) return subject;
        Uri? responder = Ocsp.ResponderOf(certificate.Chain[0]);
        subject = new Subject(responder is not null && certificate.Chain.Count < 2 ? null : responder);
        if (responder is not null && subject.Responder is null) _log.Info($"the certificate for {NameOf(certificate)} names an OCSP responder, but its file does not hold the certificate of its issuer, so nothing is asked");
        _subjects.Add(key, subject);
        return subject;
    }

    private async Task AskAsync(Subject subject, Uri responder, TlsCertificate certificate)
    {
        string? problem;
        try
        {
            using var question = new ByteArrayContent(Ocsp.WriteRequest(certificate.Chain[0], certificate.Chain[1]));
            question.Headers.ContentType = new MediaTypeHeaderValue("application/ocsp-request");
            using HttpResponseMessage response = await _http.PostAsync(responder, question, _stop.Token);
            byte[] answer = await response.Content.ReadAsByteArrayAsync(_stop.Token);
            DateTimeOffset now = DateTimeOffset.UtcNow;
            problem = response.IsSuccessStatusCode ? null : $"has status {(int)response.StatusCode}";
            if (problem is null && Ocsp.Read(answer, certificate.Chain[0], certificate.Chain[1], now, out problem) is { } span)
            {
                subject.Take(answer, span.From, span.Until, now);
                if (subject.WasTold) _log.Info($"the OCSP responder of the certificate for {NameOf(certificate)} answers again");
                subject.WasTold = false;
                return;
            }
        }
        catch (Exception failure) when (failure is HttpRequestException || (failure is OperationCanceledException && !_stop.IsCancellationRequested))
        {
            problem = failure is HttpRequestException ? $"did not come ({failure.Message})" : "did not come in time";
        }

        bool isRevoked = problem!.Contains("revoked", StringComparison.Ordinal);
        subject.Fail(isRevoked);
        string remedy = isRevoked ? "get another certificate and replace its files, which are read again by themselves" : "see whether the responder can be reached from here, or set `ocsp-stapling: false`";
        if (!subject.WasTold) _log.Warn($"the answer of the OCSP responder {responder} about the certificate for {NameOf(certificate)} {problem}; clients get the certificate without it, and it is asked again", remedy);
        subject.WasTold = true;
    }

    private static string NameOf(TlsCertificate certificate) => certificate.Names.Count > 0 ? certificate.Names[0] : "no name";

    /// <summary>What is known of a certificate.</summary>
    private sealed class Subject(Uri? responder)
    {
        private TimeSpan _pause = FirstPause;

        internal Uri? Responder => responder;

        internal byte[]? Answer { get; private set; }

        internal DateTimeOffset Until { get; private set; }

        internal DateTimeOffset NextAsk { get; private set; }

        internal bool WasTold { get; set; }

        /// <summary>The next question comes when half of its time is over, so that there is time left for a responder that fails.</summary>
        internal void Take(byte[] answer, DateTimeOffset from, DateTimeOffset until, DateTimeOffset now)
        {
            Answer = answer;
            Until = until;
            DateTimeOffset half = from + ((until - from) / 2);
            NextAsk = half > now + FirstPause ? half : now + FirstPause;
            _pause = FirstPause;
        }

        internal void Fail(bool isRevoked)
        {
            if (isRevoked) Answer = null;
            NextAsk = DateTimeOffset.UtcNow + _pause;
            _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
        }
    }
}
