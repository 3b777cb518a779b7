using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Gyrfalcon.Admin.Page;

/// <summary>A file of the dashboard, which dashboard/ was compiled to and this assembly holds, plain and compressed. Immutable.</summary>
internal sealed class PageFile
{
    /// <summary>Nothing but what stands here may be loaded, and nothing from elsewhere.</summary>
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly Dictionary<string, Lazy<PageFile>> All = new(StringComparer.Ordinal)
    {
        ["/"] = Embedded("index.html", "text/html; charset=utf-8"),
        ["/assets/app.js"] = Embedded("assets/app.js", "text/javascript; charset=utf-8"),
        ["/assets/index.css"] = Embedded("assets/index.css", "text/css; charset=utf-8"),
        ["/assets/icon.svg"] = Embedded("assets/icon.svg", "image/svg+xml"),
    };

    private readonly string _mediaType;
    private readonly string _hash;
    private readonly byte[] _plain;
    private readonly byte[] _gzip;
    private readonly byte[] _brotli;

    private PageFile(string name, string mediaType)
    {
        _mediaType = mediaType;
        _plain = Read(name);
        _gzip = Read($"{name}.gz");
        _brotli = Read($"{name}.br");
        _hash = Convert.ToHexStringLower(SHA256.HashData(_plain).AsSpan(0, 8));
    }

    /// <summary>The file at that path; null if there is none.</summary>
    internal static PageFile? Find(HttpRequest request) => All.GetValueOrDefault(request.Path.Value ?? "")?.Value;

    /// <summary>Answers GET and HEAD. It holds nothing secret, so whoever may reach the address may have it.</summary>
    internal async Task WriteAsync(HttpContext http)
    {
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
        {
            http.Response.Headers.Allow = "GET";
            await new Problem("Method not allowed", 405, "Here is GET.").WriteAsync(http);
            return;
        }

        (string? coding, byte[] bytes) = Chosen(http.Request);
        IHeaderDictionary headers = http.Response.Headers;
        string tag = $"\"{_hash}{(coding is null ? "" : $"-{coding}")}\"";
        headers.ETag = tag;
        headers.CacheControl = "no-cache";
        headers.Vary = "Accept-Encoding";
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (http.Request.Headers.IfNoneMatch.ToString().Split(',', StringSplitOptions.TrimEntries).Contains(tag))
        {
            http.Response.StatusCode = 304;
            return;
        }

        http.Response.ContentType = _mediaType;
        http.Response.ContentLength = bytes.Length;
        if (coding is not null) headers.ContentEncoding = coding;
        if (!HttpMethods.IsHead(http.Request.Method)) await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }

    private static Lazy<PageFile> Embedded(string name, string mediaType) => new(() => new PageFile(name, mediaType));

    private static byte[] Read(string name)
    {
        using Stream stream = typeof(PageFile).Assembly.GetManifestResourceStream($"page/{name}") ?? throw new InvalidOperationException($"{name} is not in this assembly");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>The smallest of what the client understands.</summary>
    private (string? Coding, byte[] Bytes) Chosen(HttpRequest request)
    {
        if (!StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptEncoding, out IList<StringWithQualityHeaderValue>? accepted)) return (null, _plain);
        return Accepts("br") ? ("br", _brotli) : Accepts("gzip") ? ("gzip", _gzip) : (null, _plain);

        bool Accepts(string coding) => accepted.Any(each => each.Value.Equals(coding, StringComparison.OrdinalIgnoreCase) && each.Quality is not 0);
    }
}
