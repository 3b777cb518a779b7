using System;
using System.Text;

using BenchmarkDotNet.Attributes;

using Gyrfalcon.Http.Http1;
using Gyrfalcon.Http.Semantics;

namespace Gyrfalcon.Benchmarks.Http1;

/// <summary>What the codec costs per request: parse a head and write it for the endpoint, with the fields a proxy sets.</summary>
[MemoryDiagnoser]
public class HeadBenchmarks
{
    private static readonly FieldSet Replaced = FieldSet.Of(
        KnownField.Host, KnownField.Via, KnownField.XForwardedFor, KnownField.XForwardedProto, KnownField.XForwardedHost, KnownField.XRequestID);

    private static readonly byte[] Small = Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n");

    private static readonly byte[] Browser = Encoding.ASCII.GetBytes(
        "GET /articles/2024/05/load-balancing?utm_source=feed&page=2 HTTP/1.1\r\nHost: www.example.com\r\nConnection: keep-alive\r\n"
        + "Cache-Control: max-age=0\r\nsec-ch-ua: \"Chromium\";v=\"124\", \"Not-A.Brand\";v=\"99\"\r\nUpgrade-Insecure-Requests: 1\r\n"
        + "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36\r\n"
        + "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8\r\nSec-Fetch-Site: none\r\nSec-Fetch-Mode: navigate\r\n"
        + "Accept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: en-GB,en;q=0.9,de;q=0.8\r\nCookie: session=0123456789abcdef0123456789abcdef; theme=dark\r\n\r\n");

    private static readonly byte[] Response = Encoding.ASCII.GetBytes(
        "HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nDate: Mon, 01 Jan 2024 00:00:00 GMT\r\nContent-Type: text/plain\r\nContent-Length: 14\r\nConnection: keep-alive\r\n\r\n");

    private readonly RequestHead _request = new();
    private readonly ResponseHead _response = new();
    private readonly byte[] _buffer = new byte[4096];

    [Benchmark]
    public int SmallRequestParsed() => Parse(Small);

    [Benchmark]
    public int SmallRequestParsedAndWritten() => Parse(Small) + Write();

    [Benchmark]
    public int BrowserRequestParsed() => Parse(Browser);

    [Benchmark]
    public int BrowserRequestParsedAndWritten() => Parse(Browser) + Write();

    [Benchmark]
    public int ResponseParsedAndWritten()
    {
        _response.Reset();
        ParseResult result = ResponseParser.Parse(_response, Response, Method.Get, HeadLimits.Default);
        var writer = new HeadWriter(_buffer);
        writer.StatusLine(_response.Status, _response.Reason);
        writer.Fields(_response.Fields, default);
        writer.Field(KnownField.Via, "1.1 gyr"u8);
        writer.End();
        return result.Consumed + writer.Length;
    }

    private int Parse(ReadOnlySpan<byte> message)
    {
        _request.Reset();
        return RequestParser.Parse(_request, message, HeadLimits.Default).Consumed;
    }

    private int Write()
    {
        var writer = new HeadWriter(_buffer);
        writer.RequestLine(_request);
        writer.Field(KnownField.Host, _request.Authority);
        writer.Fields(_request.Fields, Replaced);
        writer.JoinedField(KnownField.XForwardedFor, _request.Fields, "192.0.2.7"u8);
        writer.Field(KnownField.XForwardedProto, "http"u8);
        writer.Field(KnownField.XForwardedHost, _request.Authority);
        writer.Field(KnownField.Via, "1.1 gyr"u8);
        writer.End();
        return writer.Length;
    }
}
