using System;
using System.Collections.Generic;
using System.Net;
using System.Text;
using Gyrfalcon.Engine.Native;

namespace Gyrfalcon.Engine.Tls;

/// <summary>Sessions with servers: whom we want to reach, and whom we believe.</summary>
public sealed unsafe class TlsClientContext : TlsContext
{
    private readonly ContextHandle _context;
    private readonly byte[]? _sentName;
    private readonly string? _address;

    private TlsClientContext(ContextHandle context, string name, bool verifies)
    {
        Verifies = verifies;
        _context = context;
        Name = name;

        // An address is no server name (RFC 6066 §3).
        if (!IPAddress.TryParse(name, out IPAddress? address)) _sentName = Encoding.ASCII.GetBytes(name + '\0');

        // As OpenSSL reads it: .NET takes more for an address.
        else _address = new IPAddress(address.GetAddressBytes()).ToString();
    }

    /// <summary>Rules for sessions with one kind of server.</summary>
    /// <param name="verify">The server's certificate must be valid and for its name.</param>
    /// <param name="authorities">In DER; who may vouch for it. Null for those that the system trusts.</param>
    /// <param name="certificate">Our own, if the server asks for one.</param>
    /// <returns>Makes the context for a server's name or address.</returns>
    /// <exception cref="TlsSetupException">A certificate or key cannot be used.</exception>
    public static Func<string, TlsClientContext> Create(bool verify, IReadOnlyList<byte[]>? authorities, TlsCertificate? certificate = null)
    {
        ContextHandle context = NewContext(TlsVersion.Tls12);
        nint handle = context.DangerousGetHandle();
        OpenSsl.ContextSetVerify(handle, verify ? OpenSsl.VerifyPeer : OpenSsl.VerifyNone, null);
        if (authorities is null)
        {
            if (verify) Require(OpenSsl.ContextUseDefaultAuthorities(handle));
        }
        else
        {
            foreach (byte[] authority in authorities) WithCertificate(authority, each => OpenSsl.StoreAdd(OpenSsl.ContextStore(handle), each));
        }

        if (certificate is not null) Use(context, certificate);
        return name => new TlsClientContext(context, name, verify);
    }

    /// <summary>The host name or address that the server's certificate must be for.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    internal override bool Verifies { get; }

    /// <inheritdoc/>
    internal override nint CreateSsl()
    {
        nint ssl = OpenSsl.New(_context.DangerousGetHandle());
        if (ssl == 0) throw new InsufficientMemoryException("OpenSSL has no memory for a session.");
        int isExpected;
        if (_sentName is null)
        {
            isExpected = OpenSsl.SetExpectedAddress(OpenSsl.GetParameters(ssl), _address!);
        }
        else
        {
            fixed (byte* name = _sentName) _ = OpenSsl.Control(ssl, OpenSsl.CtrlSetHostName, 0, name);
            OpenSsl.SetHostFlags(ssl, OpenSsl.CheckNoPartialWildcards);
            isExpected = OpenSsl.SetExpectedHost(ssl, Name);
        }

        if (isExpected != 1)
        {
            // Without a name to expect, every certificate would do.
            OpenSsl.Free(ssl);
            throw new InsufficientMemoryException("OpenSSL has no memory for a session.");
        }

        OpenSsl.SetConnectState(ssl);
        GC.KeepAlive(this);
        return ssl;
    }
}
