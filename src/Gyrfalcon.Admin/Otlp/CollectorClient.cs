using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Tasks;
using Google.Protobuf;
using Gyrfalcon.Admin.Otlp.Wire;
using Gyrfalcon.Proxy.Configuration;

namespace Gyrfalcon.Admin.Otlp;

/// <summary>Sends messages to a collector by OTLP/HTTP with Protocol Buffers (OTLP specification 1.x, OTLP/HTTP).</summary>
internal sealed class CollectorClient : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>More of an answer is not read.</summary>
    private const int MostAnswer = 64 * 1024;

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ConnectTimeout = ConnectTimeout,

        // So that a collector whose address changes is found again.
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    })
    {
        Timeout = Timeout,
        MaxResponseContentBufferSize = MostAnswer,
    };

    private readonly OtlpConfig _config;

    internal CollectorClient(OtlpConfig config) => _config = config;

    /// <summary>Sends a message.</summary>
    internal async Task<ExportResult> SendAsync(Signal signal, IMessage message, CancellationToken cancellation)
    {
        IReadOnlyList<KeyValuePair<string, string>>? fields = [];
        if (_config.HeadersFile is { } file && (fields = CollectorHeaders.ReadFile(file, out string? problem)) is null) return ExportResult.Failed($"{file} {problem}");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{_config.Endpoint.AbsoluteUri.TrimEnd('/')}/v1/{(signal == Signal.Traces ? "traces" : "metrics")}");
        request.Content = new ByteArrayContent(message.ToByteArray());
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("gyr", typeof(CollectorClient).Assembly.GetName().Version?.ToString(3)));
        foreach ((string name, string value) in fields) request.Headers.TryAddWithoutValidation(name, value);
        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, cancellation);
            return ResultOf(response.StatusCode, response.Headers.RetryAfter, response.IsSuccessStatusCode ? await response.Content.ReadAsByteArrayAsync(cancellation) : []);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return ExportResult.Failed((failure.InnerException ?? failure).Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return ExportResult.Failed($"there was no answer within {Timeout.TotalSeconds} s");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>What an answer means (OTLP/HTTP Response): 429, 502, 503 and 504 ask to try again.</summary>
    private static ExportResult ResultOf(HttpStatusCode status, RetryConditionHeaderValue? retryAfter, byte[] body)
    {
        if ((int)status is >= 200 and < 300) return new ExportResult(ExportOutcome.Sent, RejectionIn(body), null);
        string problem = $"the collector answers {(int)status}";
        return (int)status is 429 or 502 or 503 or 504 ? new ExportResult(ExportOutcome.Failed, problem, retryAfter?.Delta) : new ExportResult(ExportOutcome.Refused, problem, null);
    }

    private static string? RejectionIn(byte[] body)
    {
        try
        {
            return ExportResponse.Parser.ParseFrom(body).PartialSuccess is { Rejected: > 0 } partial ? $"the collector took all but {partial.Rejected}: {partial.ErrorMessage}" : null;
        }
        catch (InvalidProtocolBufferException)
        {
            // It took what was sent and speaks of it in another language.
            return null;
        }
    }
}

/// <summary>What came of sending a message.</summary>
/// <param name="Outcome">Whether it was taken.</param>
/// <param name="Problem">Why it was not, or not all of it.</param>
/// <param name="RetryAfter">How long the collector asks to be left alone.</param>
internal sealed record ExportResult(ExportOutcome Outcome, string? Problem, TimeSpan? RetryAfter)
{
    internal static ExportResult Failed(string problem) => new(ExportOutcome.Failed, problem, null);
}
