using System.Text;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Transport;
using Gyrfalcon.Http.ProxyProtocol;
using Gyrfalcon.Proxy.Downstream;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Exchanges;

/// <summary>
/// What an endpoint of a cluster with `proxy-protocol` is told of the client before the first byte of its request: where its connection comes from and went to, and of its TLS what we know, or what the
/// proxy before us said. As the client's connection is described, not what a trusted proxy says in fields, which the endpoint gets anyway.
/// </summary>
internal static class UpstreamProxyHeader
{
    /// <summary>The bytes; null if the endpoint wants none.</summary>
    internal static byte[]? Of(Exchange exchange, Endpoint endpoint) => endpoint.Connections.ProxyHeader is { } version ? Write(exchange, version) : null;

    private static byte[] Write(Exchange exchange, ProxyHeaderVersion version)
    {
        ClientConnection client = exchange.Client;
        Address destination = client.Destination;
        ProxyHeader? told = client.ProxyHeader;
        var tls = client.Transport as TlsTransport;
        return ProxyHeaderWriter.Write(new ProxyHeader
        {
            Version = version,
            Source = client.Address.ToIPAddress(),
            SourcePort = client.Address.Port,
            Destination = destination.ToIPAddress(),
            DestinationPort = destination.Port,
            Protocol = tls is null ? told?.Protocol : tls.Protocol,
            Authority = tls is not null ? Short(client.ServerName) : IsPassedOnByName(exchange) ? exchange.Request.Host.ToArray() : told?.Authority,
            UniqueId = exchange.RequestId,
            Tls = tls is null ? told?.Tls : new ProxyHeaderTls(Short(tls.Version) ?? [], client.Certificate?.CommonName ?? [], client.Certificate is not null, client.Certificate is not null),
        });
    }

    private static bool IsPassedOnByName(Exchange exchange) => exchange.Route is { IsPassthrough: true } && !exchange.Request.Host.IsEmpty;

    private static byte[]? Short(string? text) => text is not null && Encoding.UTF8.GetBytes(text) is { Length: <= ProxyHeader.MaxValue } bytes ? bytes : null;
}
