using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading.Tasks;

namespace Gyrfalcon.Testing;

/// <summary>What every <see cref="TestOrigin"/> answers by path; anything else gets the origin's name.</summary>
internal static class OriginPaths
{
    internal static readonly IReadOnlyDictionary<string, Func<OriginExchange, Task>> BySegment = new Dictionary<string, Func<OriginExchange, Task>>
    {
        ["echo"] = EchoAsync,
        ["upload"] = UploadAsync,
        ["bytes"] = BytesAsync,
        ["chunked"] = ChunkedAsync,
        ["close-delimited"] = CloseDelimitedAsync,
        ["status"] = StatusAsync,
        ["trailers"] = TrailersAsync,
        ["not-modified"] = exchange => exchange.SendHeadAsync(304, "ETag: \"v1\"\r\nContent-Length: 1234\r\n"),
    };

    internal static async Task NameAsync(OriginExchange exchange)
    {
        await exchange.ReadBodyAsync();
        await exchange.ReplyAsync(exchange.Origin.Name);
    }

    /// <summary>Method, target, fields, an empty line, and the body, as they arrived.</summary>
    private static async Task EchoAsync(OriginExchange exchange)
    {
        string body = await exchange.ReadBodyAsync();
        WireRequest request = exchange.Request;
        await exchange.ReplyAsync($"{request.Method} {request.Target}\n{request.Fields}\n\n{body}");
    }

    /// <summary>Checks a body of <see cref="Pattern"/> while it arrives; answers with its length, framing and trailers.</summary>
    private static async Task UploadAsync(OriginExchange exchange)
    {
        await exchange.ContinueAsync();
        MessageBody body = exchange.Request.Body;
        long length = await body.ReadPatternAsync();
        await exchange.ReplyAsync(string.Create(CultureInfo.InvariantCulture, $"{length} {body.Framing} {body.Trailers}"));
    }

    private static async Task BytesAsync(OriginExchange exchange)
    {
        await exchange.ReadBodyAsync();
        await exchange.SendHeadAsync(200, string.Create(CultureInfo.InvariantCulture, $"Content-Length: {exchange.Number}\r\n"));
        if (exchange.Request.Method != "HEAD")
            await PatternWriter.WriteAsync(exchange.Stream, exchange.Number);
    }

    private static async Task ChunkedAsync(OriginExchange exchange)
    {
        await exchange.ReadBodyAsync();
        await exchange.SendHeadAsync(200, "Transfer-Encoding: chunked\r\n");
        if (exchange.Request.Method != "HEAD")
            await PatternWriter.WriteAsync(exchange.Stream, exchange.Number, chunked: true);
    }

    private static async Task CloseDelimitedAsync(OriginExchange exchange)
    {
        await exchange.ReadBodyAsync();
        exchange.CloseAfterwards = true;
        await exchange.SendHeadAsync(200, "");
        await PatternWriter.WriteAsync(exchange.Stream, exchange.Number);
    }

    private static async Task StatusAsync(OriginExchange exchange)
    {
        await exchange.ReadBodyAsync();
        int status = (int)exchange.Number;
        if (status is 204 or 304)
            await exchange.SendHeadAsync(status, "ETag: \"v1\"\r\n");
        else
            await exchange.ReplyAsync($"status {status}", status);
    }

    private static async Task TrailersAsync(OriginExchange exchange)
    {
        await exchange.ReadBodyAsync();
        await exchange.SendHeadAsync(200, "Transfer-Encoding: chunked\r\nTrailer: X-Checksum\r\n");
        await exchange.SendAsync("5\r\nhello\r\n0\r\nX-Checksum: 5d41\r\nX-Other: two\r\n\r\n");
    }
}
