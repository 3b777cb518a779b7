using System;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Tls;
using Gyrfalcon.Proxy.Downstream;
using Gyrfalcon.Proxy.Routing;

namespace Gyrfalcon.Proxy.Explaining;

/// <summary>The way a request came in, or would.</summary>
/// <param name="Listener">Where.</param>
/// <param name="Client">The address of its connection.</param>
/// <param name="IsTrusted">That is a trusted proxy.</param>
/// <param name="IsSecured">It came by TLS.</param>
/// <param name="LacksTls">It speaks plain HTTP where TLS is spoken.</param>
/// <param name="ServerName">The name that the client asked for when TLS began, in lower case; null for none.</param>
/// <param name="HasCertificate">The client has shown a certificate; null if nobody knows.</param>
/// <param name="Mark">What only this process's entry in Via contains; empty where no process runs.</param>
internal readonly record struct Arrival(Listener Listener, Address Client, bool IsTrusted, bool IsSecured, bool LacksTls, string? ServerName, bool? HasCertificate, byte[] Mark) : IArrival
{
    /// <summary>No field can contain a line break.</summary>
    public ReadOnlySpan<byte> ViaMark => Mark.Length > 0 ? Mark : "\n"u8;

    /// <inheritdoc/>
    public TlsServerContext? Tls => Listener.Tls;

    /// <inheritdoc/>
    public int? RedirectPort => Listener.RedirectPort;

    /// <inheritdoc/>
    public long MaxBody => Listener.MaxBody;

    /// <summary>The client's address in sentences.</summary>
    internal string ClientName => Client.ToIPAddress().ToString();

    /// <summary>TLS connections of its kind may be passed on, by name.</summary>
    internal bool MayBePassedOn => Listener.PassesSome && Listener.SpeaksTls && !LacksTls;
}
