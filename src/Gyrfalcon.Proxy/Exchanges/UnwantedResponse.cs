using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Exchanges;

/// <summary>A response that is not passed on, because another endpoint is asked.</summary>
internal static class UnwantedResponse
{
    /// <summary>Drops it. Its connection is kept if all of it has arrived, in step with the request; nobody waits for the rest of it.</summary>
    internal static void Discard(Exchange exchange, UpstreamConnection connection)
    {
        ResponseHead response = exchange.Response;
        exchange.ResponseBody.Begin(response.Framing, encodeChunked: false, long.MaxValue);
        bool arrived = exchange.ResponseBody.TrySkip(connection.Input) && !connection.Input.HasBytes;
        if (arrived && exchange.RequestIsSent && response.KeepAlive) connection.Endpoint.Pools[exchange.Worker.Index].Return(connection);
        else connection.Abort();
        response.Reset();
    }
}
