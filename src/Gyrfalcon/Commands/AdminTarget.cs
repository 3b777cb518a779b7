using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Gyrfalcon.Proxy.Configuration;

namespace Gyrfalcon.Commands;

/// <summary>A running process, and how to be answered by it.</summary>
/// <param name="Address">Its admin address.</param>
/// <param name="Token">Sent with every request; null for none.</param>
/// <param name="Certificate">The very certificate that it must show; null for no TLS.</param>
/// <param name="Own">The certificate that it is shown, with those that lead from it to its authority; null for none.</param>
/// <param name="AsksForCertificate">Its configuration says that it asks for one.</param>
internal sealed record AdminTarget(AdminAddress Address, string? Token, X509Certificate2? Certificate, SslStreamCertificateContext? Own, bool AsksForCertificate);
