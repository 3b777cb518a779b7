using System.Collections.Generic;
using System.Linq;

using Gyrfalcon.Fuzz.Targets;

namespace Gyrfalcon.Fuzz.Connections;

/// <summary>A request that an endpoint got, and what it answered.</summary>
/// <param name="Wire">Where.</param>
/// <param name="At">When its first byte was sent.</param>
/// <param name="Request">What it got.</param>
/// <param name="Response">The final response, as far as the endpoint sent it; null when it did not begin one.</param>
internal sealed record UpstreamExchange(Wire Wire, long At, ReadMessage Request, ReadMessage? Response)
{
    /// <summary>What the endpoint got behind the request when it had opened a tunnel.</summary>
    internal byte[] TunnelIn { get; private init; } = [];

    /// <summary>What the endpoint sent into its tunnel.</summary>
    internal byte[] TunnelOut { get; private init; } = [];

    internal bool IsTunnel => MessageReader.OpensTunnel(Request.Method, Response);

    /// <summary>Whose request it is, by the last address in X-Forwarded-For, which the proxy puts there.</summary>
    internal string Client => Request.Value("x-forwarded-for").Split(',')[^1].Trim();

    /// <summary>Reads a connection to an endpoint, in both directions, and checks what each request was sent upon.</summary>
    internal static List<UpstreamExchange> ReadAll(Wire wire)
    {
        var exchanges = new List<UpstreamExchange>();
        var requests = new MessageReader(wire.Offered, strict: true);
        var responses = new MessageReader(wire.Delivered, strict: false);
        bool inStep = true;
        while (!requests.IsAtEnd)
        {
            ReadMessage request = requests.ReadRequest();
            InvariantException.True($"an endpoint gets valid requests only: {request.Problem}", request.State != ReadState.Malformed);
            Piece piece = wire.Pieces.Last(piece => piece.Start <= request.Start);
            InvariantException.True("a connection that is not in step gets no further request", inStep);
            InvariantException.True("a request begins a piece of its own", piece.Start == request.Start);
            if (exchanges.Count > 0)
            {
                int answered = exchanges[^1].Response is { State: ReadState.Complete, IsUntilClose: false } last ? last.End : -1;
                InvariantException.True("a connection is used again after exactly one whole response", piece.Delivered == answered);
            }

            ReadMessage? response = null;
            while (request.HasHead && !responses.IsAtEnd)
            {
                response = responses.ReadResponse(request.Method, wire.PeerEnded && !wire.PeerReset);
                if (response.State != ReadState.Complete || !response.IsInterim)
                    break;
                response = null;
            }

            inStep = request.State == ReadState.Complete && response is { State: ReadState.Complete };
            bool isTunnel = MessageReader.OpensTunnel(request.Method, response);
            exchanges.Add(new UpstreamExchange(wire, piece.At, request, response)
            {
                TunnelIn = isTunnel ? requests.Rest.ToArray() : [],
                TunnelOut = isTunnel ? responses.Rest.ToArray() : [],
            });
            if (!request.HasHead || isTunnel)
                break;
        }

        return exchanges;
    }
}
