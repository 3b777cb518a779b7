using System;
using Gyrfalcon.Engine.Tls;

namespace Gyrfalcon.Proxy.Routing;

/// <summary>The way a request came in, as far as <see cref="AdmissionRules"/> ask for it. A structure, so that what is not asked for is not looked up.</summary>
internal interface IArrival
{
    /// <summary>It speaks plain HTTP where TLS is spoken.</summary>
    bool LacksTls { get; }

    /// <summary>It came by TLS, to us or to the proxy before us.</summary>
    bool IsSecured { get; }

    /// <summary>It came from a trusted proxy.</summary>
    bool IsTrusted { get; }

    /// <summary>The name that the client asked for when TLS began, in lower case; null if it asked for none.</summary>
    string? ServerName { get; }

    /// <summary>What TLS sessions of its listener are made under; null for none.</summary>
    TlsServerContext? Tls { get; }

    /// <summary>Every request of its listener is redirected to https at this port; null for none.</summary>
    int? RedirectPort { get; }

    /// <summary>The most bytes in a body.</summary>
    long MaxBody { get; }

    /// <summary>What only our own entry in Via contains.</summary>
    ReadOnlySpan<byte> ViaMark { get; }
}
