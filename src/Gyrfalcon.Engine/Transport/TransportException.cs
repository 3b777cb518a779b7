using System.IO;

namespace Gyrfalcon.Engine.Transport;

/// <summary>
/// Carries a status of the engine through SslStream, which knows only exceptions. Never leaves <see cref="TlsTransport"/>.
/// </summary>
internal sealed class TransportException(IoStatus status) : IOException("The transport below TLS ended: " + status)
{
    internal IoStatus Status { get; } = status;
}
