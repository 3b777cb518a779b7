using System;
using System.Buffers;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using Gyrfalcon.Http.Http1;
using Gyrfalcon.Http.Semantics;

namespace Gyrfalcon.Proxy.Explaining;

/// <summary>
/// The value of Gyr-Explain in a request: <c>EXPIRY.SIGNATURE</c>, seconds since 1970 and 64 hexadecimal digits of HMAC-SHA256 over the lines <c>gyr-explain</c>, expiry, method, host in lower case, and path with query. None of these can
/// hold a line break, so no two requests have the same text.
/// </summary>
public static class ExplainSignature
{
    /// <summary>The name of the field.</summary>
    public const string FieldName = "Gyr-Explain";

    /// <summary>Digits of the last second of the year 2286; a later one is of no use to anybody who reads this.</summary>
    private const int MostDigits = 10;

    private const int SignatureLength = 2 * HMACSHA256.HashSizeInBytes;

    /// <summary>A value that would be good for longer is refused, so that one that somebody has seen is soon worthless.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromMinutes(10);

    /// <summary>The value for one request; null with a sentence in <paramref name="problem"/> if it cannot be signed.</summary>
    /// <param name="key">A key of the proxy's.</param>
    /// <param name="until">When the value ends.</param>
    /// <param name="method">The method.</param>
    /// <param name="url">The URL, as it will be sent.</param>
    /// <param name="problem">What is wrong with it.</param>
    public static string? TrySign(byte[] key, DateTimeOffset until, string method, string url, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(url);
        problem = !WrittenUrl.TrySplit(url, out _, out string authority, out string target) ? $"`{url}` is no URL that begins with http:// or https://"
            : !(method + authority + target).All(static c => c is > ' ' and <= '~') ? "the method or the URL holds something else than visible ASCII characters; encode them"
            : null;
        if (problem is not null) return null;
        string expiry = until.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] digest = HMACSHA256.HashData(key, Encoding.ASCII.GetBytes($"gyr-explain\n{expiry}\n{method}\n{WrittenUrl.HostOf(authority).ToLowerInvariant()}\n{target}"));
        return $"{expiry}.{Convert.ToHexStringLower(digest)}";
    }

    /// <summary>The request has one value, which one of the keys has made for it and whose time has not come.</summary>
    internal static bool IsValid(RequestHead request, IReadOnlyList<byte[]> keys, DateTime now)
    {
        if (request.Fields.CountOf(KnownField.GyrExplain) != 1) return false;
        ReadOnlySpan<byte> value = request.Fields[KnownField.GyrExplain];
        int dot = value.IndexOf((byte)'.');
        if (dot is < 1 or > MostDigits || value.Length != dot + 1 + SignatureLength) return false;
        long expiry = 0;
        foreach (byte digit in value[..dot])
        {
            if (digit is < (byte)'0' or > (byte)'9') return false;
            expiry = (expiry * 10) + (digit - '0');
        }

        // Before anything is computed: a value whose time is over costs its sender more than us.
        double left = (DateTime.UnixEpoch.AddSeconds(expiry) - now).TotalSeconds;
        if (left <= 0 || left > Longest.TotalSeconds) return false;
        Span<byte> sent = stackalloc byte[HMACSHA256.HashSizeInBytes];
        return Convert.FromHexString(value[(dot + 1)..], sent, out _, out int length) == OperationStatus.Done && length == sent.Length && IsOfAny(keys, request, value[..dot], sent);
    }

    /// <summary>Whichever key it is, and wherever a signature differs, it takes the same time.</summary>
    private static bool IsOfAny(IReadOnlyList<byte[]> keys, RequestHead request, ReadOnlySpan<byte> expiry, ReadOnlySpan<byte> sent)
    {
        byte[] room = ArrayPool<byte>.Shared.Rent(64 + request.MethodToken.Length + request.Host.Length + request.Path.Length + request.Query.Length);
        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        int length = Write(room, request, expiry);
        bool isGood = false;
        for (int i = 0; i < keys.Count; i++)
        {
            HMACSHA256.HashData(keys[i], room.AsSpan(0, length), digest);
            isGood |= CryptographicOperations.FixedTimeEquals(digest, sent);
        }

        ArrayPool<byte>.Shared.Return(room);
        return isGood;
    }

    private static int Write(byte[] room, RequestHead request, ReadOnlySpan<byte> expiry)
    {
        var writer = new HeadWriter(room);
        writer.Append("gyr-explain\n"u8);
        writer.Append(expiry);
        writer.Append((byte)'\n');
        writer.Append(request.MethodToken);
        writer.Append((byte)'\n');
        int host = writer.Length;
        writer.Append(request.Host);
        Ascii.ToLowerInPlace(room.AsSpan(host, request.Host.Length), out _);
        writer.Append((byte)'\n');
        writer.Append(request.Path);
        if (request.HasQuery) writer.Append((byte)'?');
        writer.Append(request.Query);
        return writer.Length;
    }
}
