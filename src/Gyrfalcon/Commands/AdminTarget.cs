using System.Security.Cryptography.X509Certificates;
using Gyrfalcon.Proxy.Configuration;

namespace Gyrfalcon.Commands;

/// <summary>A running process, and how to be answered by it.</summary>
/// <param name="Address">Its admin address.</param>
/// <param name="Token">Sent with every request; null for none.</param>
/// <param name="Certificate">The very certificate that it must show; null for no TLS.</param>
/// <param name="Own">The certificate that it is shown; null for none.</param>
internal sealed record AdminTarget(AdminAddress Address, string? Token, X509Certificate2? Certificate, X509Certificate2? Own);
