using System.Security.Authentication;

namespace Gyrfalcon.Commands;

/// <summary>The admin address shows a certificate that is not the configuration's.</summary>
internal sealed class ServerCertificateException() : AuthenticationException("the certificate is another");
