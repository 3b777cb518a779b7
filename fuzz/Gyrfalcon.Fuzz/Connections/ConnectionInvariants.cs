using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

using Gyrfalcon.Fuzz.Targets;

namespace Gyrfalcon.Fuzz.Connections;

/// <summary>Judges a play that is over by what its clients and endpoints sent and got.</summary>
internal static class ConnectionInvariants
{
    /// <summary>The longest body that is sent again.</summary>
    private const int MostHeld = 64 * 1024;

    private static readonly string[] Idempotent = ["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"];

    /// <summary>Checks everything and says in a few words what happened.</summary>
    internal static string Check(IReadOnlyList<Wire> clients, IReadOnlyList<Wire> endpoints)
    {
        List<UpstreamExchange> exchanges = [.. endpoints.SelectMany(UpstreamExchange.ReadAll).OrderBy(exchange => exchange.At)];
        var outcome = new StringBuilder();
        foreach (Wire client in clients)
        {
            List<ReadMessage> requests = ReadRequests(client);
            List<UpstreamExchange> own = [.. exchanges.Where(exchange => exchange.Request.HasHead && exchange.Client == client.Peer)];
            CheckRequests(client, requests, own);
            CheckResponses(client, requests, own, outcome);
            exchanges.RemoveAll(own.Contains);
        }

        InvariantException.True("each request at an endpoint is some client's", !exchanges.Any(exchange => exchange.Request.HasHead));
        outcome.Append(CultureInfo.InvariantCulture, $"| {Math.Min(endpoints.Count, 3)}");
        foreach (Wire endpoint in endpoints.Take(3))
            outcome.Append(' ').Append(endpoint.End);
        return outcome.ToString();
    }

    /// <summary>The requests that a client sent; the last may be incomplete or malformed.</summary>
    private static List<ReadMessage> ReadRequests(Wire client)
    {
        var requests = new List<ReadMessage>();
        var reader = new MessageReader(client.Delivered, strict: false);
        while (!reader.IsAtEnd && (requests.Count == 0 || requests[^1].State == ReadState.Complete))
        {
            requests.Add(reader.ReadRequest());
        }

        return requests;
    }

    /// <summary>What endpoints got for a client is what it asked, in its order, and nothing twice that may not be asked twice.</summary>
    private static void CheckRequests(Wire client, List<ReadMessage> requests, List<UpstreamExchange> exchanges)
    {
        int last = -1;
        bool isTunnel = false;
        foreach (UpstreamExchange exchange in exchanges)
        {
            InvariantException.True("nothing in a tunnel is taken for a request", !isTunnel);

            // Equal requests cannot be told apart. The earliest that it can be leaves most room for those that follow.
            bool mayRepeat = last >= 0 && Idempotent.Contains(exchange.Request.Method) && requests[last].Body.Count <= MostHeld;
            int found = requests.FindIndex(mayRepeat ? last : last + 1, request => IsSame(request, exchange.Request) && IsTunnelOf(client, request, exchange));
            InvariantException.True($"an endpoint gets what a client asked, and nothing twice that may not be asked twice: {exchange.Request.StartLine}", found >= 0);
            last = found;
            isTunnel = exchange.TunnelIn.Length > 0;
        }
    }

    private static bool IsTunnelOf(Wire client, ReadMessage request, UpstreamExchange exchange) =>
        client.Delivered.AsSpan(request.End).StartsWith(exchange.TunnelIn);

    private static bool IsSame(ReadMessage asked, ReadMessage got) =>
        asked.HasHead && asked.Method == got.Method && OriginForm(asked, out string authority) == got.Target
        && (authority.Length == 0 || authority == got.Value("host")) && IsBodyOf(asked, got);

    /// <summary>A message that was passed on has the body of its original, or its beginning if it is incomplete.</summary>
    private static bool IsBodyOf(ReadMessage original, ReadMessage passedOn) =>
        passedOn.State == ReadState.Complete
            ? original.State == ReadState.Complete && passedOn.Body.SequenceEqual(original.Body)
            : passedOn.Body.Count <= original.Body.Count && passedOn.Body.SequenceEqual(original.Body.Take(passedOn.Body.Count));

    private static string OriginForm(ReadMessage request, out string authority)
    {
        string target = request.Target;
        authority = request.Value("host");
        if (request.Method == "CONNECT")
            authority = "";
        int scheme = target.IndexOf("://", StringComparison.Ordinal);
        if (target.StartsWith('/') || scheme < 0)
            return target;
        int end = target.AsSpan(scheme + 3).IndexOfAny('/', '?');
        end = end < 0 ? target.Length : scheme + 3 + end;
        authority = target[(scheme + 3)..end];
        string rest = target[end..];
        return rest.StartsWith('/') ? rest : rest.Length == 0 && request.Method == "OPTIONS" ? "*" : "/" + rest;
    }

    /// <summary>What a client got are valid answers to its requests, from the endpoint that was asked or the proxy's own, and it can tell half from whole.</summary>
    private static void CheckResponses(Wire client, List<ReadMessage> requests, List<UpstreamExchange> exchanges, StringBuilder outcome)
    {
        outcome.Append(client.End).Append(':');
        bool ended = client.End is WireEnd.Closed or WireEnd.HalfClosed;
        var reader = new MessageReader(client.Taken, strict: true);
        int answered = 0;
        bool closes = false;
        while (!reader.IsAtEnd)
        {
            InvariantException.True("nothing follows an answer that announces the end", !closes);
            InvariantException.True("there is a request for each answer", answered < requests.Count);
            ReadMessage request = requests[answered];
            ReadMessage response = reader.ReadResponse(request.HasHead ? request.Method : "", ended);
            InvariantException.True($"a client gets valid responses only: {response.Problem}", response.State != ReadState.Malformed);
            bool isTunnel = MessageReader.OpensTunnel(request.Method, response);
            if (response.HasHead)
                CheckResponse(client, request, response, isTunnel ? reader.Rest : [], exchanges);

            // What is refused as no request may have been understood as far as its method, or not so far.
            bool refuses = response.HasHead && IsOwn(response) && response.Names("connection", "close");
            if (refuses && !request.HasHead && response.Body.Count == 0)
                response.State = ReadState.Complete;
            if (refuses && request.Method == "HEAD" && reader.Rest.Length.ToString(CultureInfo.InvariantCulture) == response.Value("content-length"))
                reader.SkipRest();
            if (response.State == ReadState.Incomplete)
            {
                // A client that takes no more, or is gone, does not learn what became of the rest. Our own answers tell their length.
                bool givenUp = client.End == WireEnd.Reset || client.PeerReset || client.Room == 0;
                InvariantException.True("half a response ends in a reset", givenUp || !response.HasHead || IsOwn(response));
                outcome.Append(" half");
                break;
            }

            outcome.Append(CultureInfo.InvariantCulture, $" {response.Status}{(response.IsUntilClose ? "c" : response.Values("transfer-encoding").Any() ? "t" : "")}");
            if (response.IsInterim)
                continue;
            answered++;
            if (isTunnel)
                break;
            closes = response.Names("connection", "close") || response.IsUntilClose;
            InvariantException.True("an answer to what is no request announces the end", closes || request.HasHead || request.State == ReadState.Incomplete);
        }

        outcome.Append(' ').Append(answered < requests.Count ? requests[answered].State : "all").Append(' ');
    }

    private static bool IsOwn(ReadMessage response) => response.Value("proxy-status").StartsWith("gyr; error=", StringComparison.Ordinal);

    private static void CheckResponse(Wire client, ReadMessage request, ReadMessage response, ReadOnlySpan<byte> tunnel, List<UpstreamExchange> exchanges)
    {
        if (response.IsInterim)
        {
            InvariantException.True("HTTP/1.0 gets no interim response", !request.IsHttp10);
            return;
        }

        if (IsOwn(response) || request.Target.Contains("fixed", StringComparison.Ordinal))
            return;
        bool isWhole = client.End is WireEnd.Closed or WireEnd.HalfClosed;
        foreach (UpstreamExchange exchange in exchanges)
        {
            if (exchange.Response is { HasHead: true } original && original.Status == response.Status && IsSame(request, exchange.Request)
                && IsBodyOf(original, response) && (isWhole ? tunnel.SequenceEqual(exchange.TunnelOut) : exchange.TunnelOut.AsSpan().StartsWith(tunnel)))
                return;
        }

        throw new InvariantException($"{client.Peer} gets what an endpoint answered to the same request: {response.StartLine}");
    }
}
