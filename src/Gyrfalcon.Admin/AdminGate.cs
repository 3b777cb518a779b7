using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Gyrfalcon.Admin;

/// <summary>
/// Who may ask what. Whoever reaches a loopback address or a socket may, unless there are tokens; but no page in somebody's browser may in that person's name.
/// </summary>
/// <param name="digests">The digests of the tokens, as they are now: one of them must be sent; none for none.</param>
/// <param name="isOpen">Nobody has to say who he is, so the name that is asked for must be this machine's.</param>
/// <param name="wrong">Those who have sent wrong tokens.</param>
/// <param name="tell">Told of who has sent too many of them.</param>
internal sealed class AdminGate(Func<IReadOnlyList<byte[]>> digests, bool isOpen, WrongTokens wrong, Action<string> tell)
{
    /// <summary>Null if it may be answered.</summary>
    internal Problem? Check(HttpContext context)
    {
        HttpRequest request = context.Request;

        if (CheckPage(context) is { } misdirected) return misdirected;
        if (IsOfAnotherPage(request)) return new Problem("Forbidden", 403, "A page of another origin cannot ask for this.");
        IReadOnlyList<byte[]> known = digests();
        if (known.Count == 0) return null;
        if (TokenOf(request) is { } token)
        {
            // First of all, so that a program with an old token does not shut out whoever shares its address. That wrong ones are refused for a while keeps no guess from being tried, and need not: tokens are too long for that.
            if (PlaceOf(token, known) is >= 0 and int place)
            {
                if (known.Count > 1) context.Features.Set(new KnownToken(place + 1));
                return null;
            }

            IPAddress? address = context.Connection.RemoteIpAddress;
            if (wrong.WaitFor(address) is { Ticks: > 0 } wait)
            {
                context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
                return new Problem("Too many requests", 429, "Too many wrong tokens came from this address, and this is another.");
            }

            if (wrong.Note(address)) tell(NameOf(context));
        }

        // A token that was sent and refused is named by an error code, and where none was, none is (RFC 6750, section 3).
        bool isWrong = TokenOf(request) is not null;
        context.Response.Headers.WWWAuthenticate = isWrong ? "Bearer error=\"invalid_token\"" : "Bearer";
        return new Problem("Unauthorized", 401, isWrong ? "This token is not one of those in admin.token-file." : "Send a token of admin.token-file: Authorization: Bearer TOKEN.");
    }

    /// <summary>Null if a file of the dashboard may be had: it holds nothing that a link from another page, or somebody without a token, must not see.</summary>
    internal Problem? CheckPage(HttpContext context) => isOpen ? CheckHost(context) : null;

    /// <summary>Null if a request of the address that serves metrics alone may be answered. What others can reach has a name that is not known here; what only this machine can reach is asked for by one of this machine's.</summary>
    internal static Problem? CheckMetrics(HttpContext context) => context.Connection.LocalIpAddress is { } address && IPAddress.IsLoopback(address) ? CheckHost(context) : null;

    /// <summary>A page can make a name of its own resolve to this address, and would then read what is served here; but it cannot choose the Host (DNS rebinding).</summary>
    private static Problem? CheckHost(HttpContext context)
        => IsThisMachine(context.Request.Host.Host) ? null : new Problem("Misdirected request", 421, "This address is asked for by the name of this machine: a loopback address or localhost.");

    /// <summary>Who asks, for the audit.</summary>
    internal static string NameOf(HttpContext context)
    {
        string from = context.Connection.RemoteIpAddress is { } ip ? new IPEndPoint(ip, context.Connection.RemotePort).ToString()
            : context.Features.Get<IConnectionSocketFeature>() is { } local && PeerOf(local.Socket) is var (process, user) ? string.Create(CultureInfo.InvariantCulture, $"process {process} of user {user} at a local socket")
            : "a local socket";
        if (context.Features.Get<KnownToken>() is { } token) from = string.Create(CultureInfo.InvariantCulture, $"{from} with token {token.Number} of the file");
        return context.Connection.ClientCertificate is { } certificate ? $"{certificate.Subject} at {from}" : from;
    }

    /// <summary>Who has connected to a Unix socket, as the kernel says (SO_PEERCRED, unix(7)); null if it does not.</summary>
    private static (int Process, uint User)? PeerOf(Socket socket)
    {
        const int Level = 1, PeerCredentials = 17;
        Span<byte> credentials = stackalloc byte[12];
        try
        {
            return socket.GetRawSocketOption(Level, PeerCredentials, credentials) == credentials.Length
                ? (BinaryPrimitives.ReadInt32LittleEndian(credentials), BinaryPrimitives.ReadUInt32LittleEndian(credentials[4..]))
                : null;
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            return null;
        }
    }

    /// <summary>Browsers say of every request that is not a plain navigation whose page it comes from (Fetch Metadata, and Origin for changes).</summary>
    private static bool IsOfAnotherPage(HttpRequest request)
    {
        if (request.Headers.TryGetValue("Sec-Fetch-Site", out var site) && site != "same-origin" && site != "none") return true;
        return request.Headers.TryGetValue("Origin", out var origin) && !string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsThisMachine(string host)
        => host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? ip) && IPAddress.IsLoopback(ip));

    /// <summary>What is sent as a token; null if nothing is.</summary>
    private static string? TokenOf(HttpRequest request)
    {
        string authorization = request.Headers.Authorization.ToString();
        return authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? authorization["Bearer ".Length..].Trim() : null;
    }

    /// <summary>Where it stands among them; −1 if it does not.</summary>
    private static int PlaceOf(string token, IReadOnlyList<byte[]> digests)
    {
        byte[] digest = SHA256.HashData(Encoding.UTF8.GetBytes(token));
        int place = -1;
        for (int i = 0; i < digests.Count; i++) place = CryptographicOperations.FixedTimeEquals(digest, digests[i]) ? i : place;
        return place;
    }

    /// <summary>Which of several tokens was sent, from 1.</summary>
    private sealed record KnownToken(int Number);
}
