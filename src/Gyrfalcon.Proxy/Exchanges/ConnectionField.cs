using Gyrfalcon.Http.Http1;
using Gyrfalcon.Http.Semantics;

namespace Gyrfalcon.Proxy.Exchanges;

/// <summary>Tells the client what becomes of its connection, where that is not what its version implies (RFC 9112 §9.3).</summary>
internal static class ConnectionField
{
    internal static void Write(ref HeadWriter writer, Exchange exchange)
    {
        if (!exchange.KeepsClient) writer.Field(KnownField.Connection, "close"u8);
        else if (exchange.Request.Version == HttpVersion.Http10) writer.Field(KnownField.Connection, "keep-alive"u8);
    }
}
