using System;

using Gyrfalcon.Http.Http1;
using Gyrfalcon.Http.Semantics;

using Xunit;

namespace Gyrfalcon.Http.Tests.Http1;

/// <summary>Once warm, nothing on the way of a request allocates.</summary>
public class AllocationTests
{
    private const int Rounds = 10_000;

    private static readonly byte[] Request = EveryDivision.Bytes(
        "POST /path?query=1 HTTP/1.1\r\nHost: www.example.com\r\nConnection: keep-alive, x-a\r\nx-a: 1\r\nUser-Agent: Mozilla/5.0\r\nX-Forwarded-For: 10.0.0.1\r\n"
        + "Accept: */*\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\nCookie: a=b\r\nx_y: z\r\n\r\n");

    private static readonly byte[] Response = EveryDivision.Bytes(
        "HTTP/1.1 200 OK\r\nServer: x\r\nDate: Mon, 01 Jan 2024 00:00:00 GMT\r\nContent-Type: text/html\r\nContent-Length: 14\r\nConnection: keep-alive\r\n\r\n");

    private static readonly byte[] Refused = EveryDivision.Bytes("GET / HTTP/1.1\r\nHost : a\r\n\r\n");
    private static readonly byte[] Body = EveryDivision.Bytes("5\r\nhello\r\n5;x=y\r\nworld\r\n0\r\nx-sum: 1\r\nETag: \"a\"\r\n\r\n");
    private static readonly FieldSet Replaced = FieldSet.Of(KnownField.Host, KnownField.XForwardedFor);

    private readonly RequestHead _request = new();
    private readonly ResponseHead _response = new();
    private readonly ChunkedDecoder _decoder = new(inRequest: true, HeadLimits.Trailers);
    private readonly byte[] _buffer = new byte[4096];

    [Fact]
    public void A_warm_exchange_allocates_nothing()
    {
        for (int i = 0; i < 100; i++)
            Exchange();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Rounds; i++)
            Exchange();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private void Exchange()
    {
        _request.Reset();
        Expect(RequestParser.Parse(_request, Request, HeadLimits.Default).Status == ParseStatus.Done);
        Rewrite();

        _request.Reset();
        for (int i = 0; i < Request.Length; i++)
            RequestParser.Parse(_request, Request.AsSpan(i, 1), HeadLimits.Default);
        Expect(_request.IsComplete);

        _request.Reset();
        Expect(RequestParser.Parse(_request, Refused, HeadLimits.Default).Status == ParseStatus.Faulted);

        _response.Reset();
        Expect(ResponseParser.Parse(_response, Response, Method.Post, HeadLimits.Default).Status == ParseStatus.Done);

        _decoder.Reset(inRequest: true, HeadLimits.Trailers);
        ReadOnlySpan<byte> rest = Body;
        ChunkedStep step;
        do
        {
            step = _decoder.Decode(rest);
            rest = rest[step.Consumed..];
        }
        while (step.Status == ChunkedStatus.Data);
        Expect(step.Status == ChunkedStatus.Done && _decoder.HasTrailers);
    }

    private void Rewrite()
    {
        var writer = new HeadWriter(_buffer);
        writer.RequestLine(_request);
        writer.Field(KnownField.Host, _request.Authority);
        writer.Fields(_request.Fields, Replaced);
        writer.JoinedField(KnownField.XForwardedFor, _request.Fields, "192.0.2.7"u8);
        writer.End();
        Expect(!writer.Overflowed);
    }

    private static void Expect(bool condition)
    {
        if (!condition)
            throw new InvalidOperationException("the exchange did not go as it should");
    }
}
