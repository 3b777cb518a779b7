using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Gyrfalcon.Engine.Native;

namespace Gyrfalcon.Engine.Tls;

/// <summary>
/// The keys, authorities and rules that sessions are made under: an SSL_CTX and what its callbacks need. Immutable, shared by all workers. It ends with its last session, by the garbage
/// collector, since a handshake under it may outlive the configuration that made it.
/// </summary>
public abstract unsafe class TlsContext
{
    /// <summary>Forward secret and authenticated (RFC 9325 §4.2); the peer's preference counts only between AES and ChaCha20.</summary>
    private const string Ciphers12 = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

    private const string Ciphers13 = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";
    private static readonly byte[] Groups = "X25519:P-256:P-384\0"u8.ToArray();

    static TlsContext() => _ = OpenSsl.InitSsl(OpenSsl.InitNoAtExit | OpenSsl.InitLoadSslStrings | OpenSsl.InitLoadCryptoStrings, 0);

    private protected TlsContext()
    {
    }

    /// <summary>The peer's certificate must be valid.</summary>
    internal abstract bool Verifies { get; }

    /// <summary>A new SSL object, ready for its handshake; owned by the caller, who keeps this context alive as long.</summary>
    internal abstract nint CreateSsl();

    /// <summary>An SSL_CTX with what holds for all of ours: TLS 1.2 and 1.3, no renegotiation, no compression, buffers let go when idle.</summary>
    private protected static ContextHandle NewContext(TlsVersion least)
    {
        nint context = OpenSsl.ContextNew(OpenSsl.TlsMethod());
        if (context == 0) throw new TlsSetupException(LastError());
        var handle = new ContextHandle(context);
        Require(OpenSsl.ContextControl(context, OpenSsl.CtrlMinVersion, least == TlsVersion.Tls13 ? OpenSsl.Tls13 : OpenSsl.Tls12, null));
        Require(OpenSsl.ContextControl(context, OpenSsl.CtrlMaxVersion, OpenSsl.Tls13, null));
        _ = OpenSsl.ContextSetOptions(context, OpenSsl.OpNoCompression | OpenSsl.OpNoRenegotiation | OpenSsl.OpServerPreference | OpenSsl.OpPrioritizeChaCha);
        _ = OpenSsl.ContextControl(context, OpenSsl.CtrlMode, OpenSsl.ModeReleaseBuffers, null);

        // A record's header and body by one read of what has arrived, rather than by two.
        _ = OpenSsl.ContextControl(context, OpenSsl.CtrlReadAhead, 1, null);

        if (TlsKeyLog.IsOn) OpenSsl.ContextSetKeyLogCallback(context, &TlsKeyLog.Note);

        // Sessions are kept by their clients, in tickets, and by nobody here.
        _ = OpenSsl.ContextControl(context, OpenSsl.CtrlSetSessionCacheMode, 0, null);
        Require(OpenSsl.ContextSetCiphers12(context, Ciphers12));
        Require(OpenSsl.ContextSetCiphers13(context, Ciphers13));
        fixed (byte* groups = Groups) Require(OpenSsl.ContextControl(context, OpenSsl.CtrlSetGroups, 0, groups));
        return handle;
    }

    /// <summary>The certificate of these DER bytes, for <paramref name="use"/> alone.</summary>
    private protected static void WithCertificate(ReadOnlySpan<byte> der, Func<nint, nint> use)
    {
        nint certificate;
        fixed (byte* bytes = der)
        {
            byte* next = bytes;
            certificate = OpenSsl.DecodeCertificate(0, &next, der.Length);
        }

        if (certificate == 0) throw new TlsSetupException(LastError());
        try
        {
            Require(use(certificate));
        }
        finally
        {
            OpenSsl.CertificateFree(certificate);
        }
    }

    /// <summary>Throws what OpenSSL says unless <paramref name="result"/> is above zero.</summary>
    private protected static void Require(nint result)
    {
        if (result <= 0) throw new TlsSetupException(LastError());
    }

    /// <summary>Takes a key and its chain, leaf first, for the sessions of <paramref name="context"/>.</summary>
    /// <returns>OpenSSL's own certificate, for as long as the context lives.</returns>
    private protected static nint Use(ContextHandle context, TlsCertificate certificate)
    {
        nint leaf = 0;
        nint handle = context.DangerousGetHandle();
        for (int i = 0; i < certificate.Chain.Count; i++)
        {
            bool isLeaf = i == 0;
            WithCertificate(certificate.Chain[i], each => isLeaf ? OpenSsl.ContextUseCertificate(handle, leaf = each) : OpenSsl.ContextControl(handle, OpenSsl.CtrlChainCertificate, 1, (void*)each));

            // A certificate in the place of another of its key type has inherited that one's chain.
            if (isLeaf) _ = OpenSsl.ContextControl(handle, OpenSsl.CtrlChain, 0, null);
        }

        nint key;
        fixed (byte* bytes = certificate.Key)
        {
            byte* next = bytes;
            key = OpenSsl.DecodeKey(0, &next, certificate.Key.Length);
        }

        if (key == 0) throw new TlsSetupException(LastError());
        try
        {
            Require(OpenSsl.ContextUseKey(handle, key));
        }
        finally
        {
            OpenSsl.KeyFree(key);
        }

        GC.KeepAlive(context);
        return leaf;
    }

    private static string LastError()
    {
        byte* reason = OpenSsl.ReasonOf(OpenSsl.PeekError());
        OpenSsl.ClearErrors();
        return reason == null ? "OpenSSL failed without a reason" : Marshal.PtrToStringUTF8((nint)reason)!;
    }

    /// <summary>Owns one reference to an SSL_CTX.</summary>
    internal sealed class ContextHandle : SafeHandle
    {
        internal ContextHandle(nint context)
            : base(0, ownsHandle: true) => SetHandle(context);

        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            OpenSsl.ContextFree(handle);
            return true;
        }
    }
}

/// <summary>Versions of TLS that are spoken.</summary>
public enum TlsVersion
{
    /// <summary>RFC 5246.</summary>
    Tls12,

    /// <summary>RFC 8446.</summary>
    Tls13,
}

/// <summary>A key and the certificates that vouch for it.</summary>
/// <param name="Chain">In DER, the own one first, without the root.</param>
/// <param name="Key">The private key, PKCS #8 in DER.</param>
/// <param name="Names">The DNS names that it is for, in lower case, some beginning with <c>*.</c>.</param>
/// <param name="Expires">When it ends.</param>
public sealed record TlsCertificate(IReadOnlyList<byte[]> Chain, byte[] Key, IReadOnlyList<string> Names, DateTimeOffset Expires)
{
    /// <summary>What is handed to clients with it; nothing unless somebody fills it.</summary>
    public OcspStaple Staple { get; } = new();
}

/// <summary>Keys, certificates or rules cannot be used; the message is OpenSSL's reason.</summary>
public sealed class TlsSetupException(string message) : Exception(message);
