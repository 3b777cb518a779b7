using System;
using System.Text;

namespace Gyrfalcon.Http.Semantics;

/// <summary>Names of the known fields, and the way from a name to its <see cref="KnownField"/>.</summary>
public static class KnownFields
{
    // In the order of the enum; the spelling is the one we write.
    private static readonly byte[][] Names = Encode(
    [
        "",
        "Accept",
        "Accept-Charset",
        "Accept-Encoding",
        "Accept-Language",
        "Accept-Ranges",
        "Access-Control-Allow-Credentials",
        "Access-Control-Allow-Headers",
        "Access-Control-Allow-Methods",
        "Access-Control-Allow-Origin",
        "Access-Control-Expose-Headers",
        "Access-Control-Max-Age",
        "Access-Control-Request-Headers",
        "Access-Control-Request-Method",
        "Age",
        "Allow",
        "Alt-Svc",
        "Authentication-Info",
        "Authorization",
        "Cache-Control",
        "CDN-Cache-Control",
        "CDN-Loop",
        "Client-Cert",
        "Client-Cert-Chain",
        "Connection",
        "Content-Disposition",
        "Content-Encoding",
        "Content-Language",
        "Content-Length",
        "Content-Location",
        "Content-Range",
        "Content-Security-Policy",
        "Content-Type",
        "Cookie",
        "Date",
        "DNT",
        "ETag",
        "Expect",
        "Expires",
        "Forwarded",
        "From",
        "Gyr-Explain",
        "Host",
        "HTTP2-Settings",
        "If-Match",
        "If-Modified-Since",
        "If-None-Match",
        "If-Range",
        "If-Unmodified-Since",
        "Keep-Alive",
        "Last-Modified",
        "Link",
        "Location",
        "Max-Forwards",
        "Origin",
        "Pragma",
        "Priority",
        "Proxy-Authenticate",
        "Proxy-Authentication-Info",
        "Proxy-Authorization",
        "Proxy-Connection",
        "Proxy-Status",
        "Range",
        "Referer",
        "Referrer-Policy",
        "Retry-After",
        "Sec-CH-UA",
        "Sec-CH-UA-Mobile",
        "Sec-CH-UA-Platform",
        "Sec-Fetch-Dest",
        "Sec-Fetch-Mode",
        "Sec-Fetch-Site",
        "Sec-Fetch-User",
        "Sec-WebSocket-Accept",
        "Sec-WebSocket-Extensions",
        "Sec-WebSocket-Key",
        "Sec-WebSocket-Protocol",
        "Sec-WebSocket-Version",
        "Server",
        "Server-Timing",
        "Set-Cookie",
        "Strict-Transport-Security",
        "Surrogate-Control",
        "TE",
        "traceparent",
        "tracestate",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade",
        "Upgrade-Insecure-Requests",
        "User-Agent",
        "Vary",
        "Via",
        "Warning",
        "WWW-Authenticate",
        "X-Client-Cert-Fingerprint",
        "X-Client-Cert-SAN",
        "X-Client-Cert-Subject",
        "X-Content-Type-Options",
        "X-Forwarded-For",
        "X-Forwarded-Host",
        "X-Forwarded-Port",
        "X-Forwarded-Proto",
        "X-Frame-Options",
        "X-Powered-By",
        "X-Real-IP",
        "X-Request-ID",
        "X-Requested-With",
    ]);

    /// <summary>Bytes of the longest known name, or a few more.</summary>
    internal const int LongestName = 32;

    private const int BucketCount = 1024;

    // Bucket → first known field in it; field → the next in its bucket. 0 ends a chain.
    private static readonly byte[] Buckets = new byte[BucketCount];
    private static readonly byte[] Next = new byte[Names.Length];

    static KnownFields()
    {
        for (int field = 1; field < Names.Length; field++)
        {
            int bucket = Bucket(Names[field]);
            Next[field] = Buckets[bucket];
            Buckets[bucket] = (byte)field;
        }
    }

    /// <summary>The number of values of <see cref="KnownField"/>, <see cref="KnownField.Other"/> included.</summary>
    public static int Count => Names.Length;

    /// <summary>The name in the spelling that we write; empty for <see cref="KnownField.Other"/>.</summary>
    public static ReadOnlySpan<byte> Name(this KnownField field) => Names[(int)field];

    /// <summary>The known field of a name in any case (RFC 9110 §5.1), or <see cref="KnownField.Other"/>.</summary>
    public static KnownField Classify(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
            return KnownField.Other;
        int candidate = Buckets[Bucket(name)];
        while (candidate != 0)
        {
            ReadOnlySpan<byte> known = Names[candidate];
            // Most senders use the registered spelling, and comparing bytes is several times faster than folding case.
            if (name.SequenceEqual(known) || Ascii.EqualsIgnoreCase(name, known))
                return (KnownField)candidate;
            candidate = Next[candidate];
        }
        return KnownField.Other;
    }

    // Length, first, middle and last letter tell nearly all known names apart; 0x20 folds the case of letters.
    private static int Bucket(ReadOnlySpan<byte> name) =>
        ((name.Length * 29) ^ ((name[0] | 0x20) * 5) ^ ((name[name.Length / 2] | 0x20) << 4) ^ ((name[^1] | 0x20) * 37)) & (BucketCount - 1);

    private static byte[][] Encode(ReadOnlySpan<string> names)
    {
        var encoded = new byte[names.Length][];
        for (int i = 0; i < names.Length; i++)
            encoded[i] = Encoding.ASCII.GetBytes(names[i]);
        return encoded;
    }
}
