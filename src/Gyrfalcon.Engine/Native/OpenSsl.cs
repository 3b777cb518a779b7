using System.Runtime.InteropServices;

namespace Gyrfalcon.Engine.Native;

/// <summary>
/// What the engine calls of OpenSSL 3 (libssl, libcrypto), the library that .NET itself needs on Linux. Declarations and constants only; <c>Tls/</c> is all that uses them.
/// Calls marked <see cref="SuppressGCTransitionAttribute"/> are short and call nothing of ours back.
/// </summary>
internal static unsafe partial class OpenSsl
{
    internal const int ErrorWantRead = 2, ErrorZeroReturn = 6;
    internal const int CtrlMode = 33, CtrlReadAhead = 41, CtrlSetSessionCacheMode = 44, CtrlServerNameCallback = 53, CtrlServerNameArgument = 54, CtrlSetHostName = 55;
    internal const int CtrlStatusCallback = 63, CtrlStatusArgument = 64, CtrlStatusResponse = 71;
    internal const int CtrlChain = 88, CtrlChainCertificate = 89, CtrlSetGroups = 92, CtrlMinVersion = 123, CtrlMaxVersion = 124;
    internal const int ModeReleaseBuffers = 0x10;
    internal const ulong OpNoCompression = 1UL << 17, OpPrioritizeChaCha = 1UL << 21, OpServerPreference = 1UL << 22, OpNoRenegotiation = 1UL << 30;
    internal const ulong StoreChecksRevocation = 4;
    internal const int VerifyNone = 0, VerifyPeer = 1, VerifyFailIfNone = 2;
    internal const int ExtensionOk = 0, ExtensionFatal = 2, ExtensionIgnored = 3;
    internal const int Tls12 = 0x303, Tls13 = 0x304;
    internal const int BioFlagRead = 1, BioFlagsRetry = 8, BioCtrlFlush = 11, BioTypeSourceSink = 0x400;
    internal const ulong InitNoAtExit = 0x80000, InitLoadSslStrings = 0x200000, InitLoadCryptoStrings = 2;
    internal const uint CheckNoPartialWildcards = 4;
    internal const uint ParameterText = 4, ParameterOctets = 5;

    private const string Ssl = "libssl.so.3";
    private const string Crypto = "libcrypto.so.3";

    [LibraryImport(Ssl, EntryPoint = "OPENSSL_init_ssl")]
    internal static partial int InitSsl(ulong options, nint settings);

    [LibraryImport(Ssl, EntryPoint = "TLS_method")]
    internal static partial nint TlsMethod();

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_new")]
    internal static partial nint ContextNew(nint method);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_free")]
    internal static partial void ContextFree(nint context);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_ctrl")]
    internal static partial nint ContextControl(nint context, int command, nint number, void* pointer);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_callback_ctrl")]
    internal static partial nint ContextSetServerNameCallback(nint context, int command, delegate* unmanaged[Cdecl]<nint, int*, nint, int> callback);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_set_options")]
    internal static partial ulong ContextSetOptions(nint context, ulong options);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_set_cipher_list", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int ContextSetCiphers12(nint context, string ciphers);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_set_ciphersuites", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int ContextSetCiphers13(nint context, string ciphers);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_use_certificate")]
    internal static partial int ContextUseCertificate(nint context, nint certificate);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_use_PrivateKey")]
    internal static partial int ContextUseKey(nint context, nint key);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_set_alpn_select_cb")]
    internal static partial void ContextSetAlpnCallback(nint context, delegate* unmanaged[Cdecl]<nint, byte**, byte*, byte*, uint, nint, int> callback, nint argument);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_set_tlsext_ticket_key_evp_cb")]
    internal static partial int ContextSetTicketKeyCallback(nint context, delegate* unmanaged[Cdecl]<nint, byte*, byte*, nint, nint, int, int> callback);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_set_keylog_callback")]
    internal static partial void ContextSetKeyLogCallback(nint context, delegate* unmanaged[Cdecl]<nint, byte*, void> callback);

    [LibraryImport(Ssl, EntryPoint = "SSL_get_rbio")]
    [SuppressGCTransition]
    internal static partial nint ReadBio(nint ssl);

    [LibraryImport(Crypto, EntryPoint = "EVP_aes_256_cbc")]
    [SuppressGCTransition]
    internal static partial nint Aes256Cbc();

    [LibraryImport(Crypto, EntryPoint = "EVP_EncryptInit_ex")]
    internal static partial int EncryptInit(nint context, nint cipher, nint engine, byte* key, byte* iv);

    [LibraryImport(Crypto, EntryPoint = "EVP_DecryptInit_ex")]
    internal static partial int DecryptInit(nint context, nint cipher, nint engine, byte* key, byte* iv);

    [LibraryImport(Crypto, EntryPoint = "EVP_MAC_CTX_set_params")]
    internal static partial int MacSetParameters(nint context, Parameter* parameters);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_set_session_id_context")]
    internal static partial int ContextSetSessionIdContext(nint context, byte* id, uint length);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_set_verify")]
    internal static partial void ContextSetVerify(nint context, int mode, delegate* unmanaged[Cdecl]<int, nint, int> callback);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_set_default_verify_paths")]
    internal static partial int ContextUseDefaultAuthorities(nint context);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_get_cert_store")]
    internal static partial nint ContextStore(nint context);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_add_client_CA")]
    internal static partial int ContextAddClientAuthority(nint context, nint certificate);

    [LibraryImport(Ssl, EntryPoint = "SSL_new")]
    internal static partial nint New(nint context);

    [LibraryImport(Ssl, EntryPoint = "SSL_free")]
    internal static partial void Free(nint ssl);

    [LibraryImport(Ssl, EntryPoint = "SSL_set_bio")]
    internal static partial void SetBio(nint ssl, nint read, nint write);

    [LibraryImport(Ssl, EntryPoint = "SSL_set_accept_state")]
    internal static partial void SetAcceptState(nint ssl);

    [LibraryImport(Ssl, EntryPoint = "SSL_set_connect_state")]
    internal static partial void SetConnectState(nint ssl);

    [LibraryImport(Ssl, EntryPoint = "SSL_set_SSL_CTX")]
    internal static partial nint SetContext(nint ssl, nint context);

    [LibraryImport(Ssl, EntryPoint = "SSL_do_handshake")]
    internal static partial int Handshake(nint ssl);

    [LibraryImport(Ssl, EntryPoint = "SSL_read")]
    internal static partial int Read(nint ssl, byte* into, int count);

    [LibraryImport(Ssl, EntryPoint = "SSL_write")]
    internal static partial int Write(nint ssl, byte* from, int count);

    [LibraryImport(Ssl, EntryPoint = "SSL_shutdown")]
    internal static partial int Shutdown(nint ssl);

    [LibraryImport(Ssl, EntryPoint = "SSL_get_error")]
    [SuppressGCTransition]
    internal static partial int GetError(nint ssl, int result);

    [LibraryImport(Ssl, EntryPoint = "SSL_has_pending")]
    [SuppressGCTransition]
    internal static partial int HasPending(nint ssl);

    [LibraryImport(Ssl, EntryPoint = "SSL_ctrl")]
    internal static partial nint Control(nint ssl, int command, nint number, void* pointer);

    [LibraryImport(Ssl, EntryPoint = "SSL_set1_host", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SetExpectedHost(nint ssl, string name);

    [LibraryImport(Ssl, EntryPoint = "SSL_set_hostflags")]
    internal static partial void SetHostFlags(nint ssl, uint flags);

    [LibraryImport(Ssl, EntryPoint = "SSL_get0_param")]
    internal static partial nint GetParameters(nint ssl);

    [LibraryImport(Ssl, EntryPoint = "SSL_get_verify_result")]
    internal static partial nint GetVerifyResult(nint ssl);

    [LibraryImport(Ssl, EntryPoint = "SSL_get_servername")]
    internal static partial byte* GetServerName(nint ssl, int type);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_callback_ctrl")]
    internal static partial nint ContextSetStatusCallback(nint context, int command, delegate* unmanaged[Cdecl]<nint, nint, int> callback);

    /// <summary>The certificate that this side shows; not to be freed.</summary>
    [LibraryImport(Ssl, EntryPoint = "SSL_get_certificate")]
    internal static partial nint GetCertificate(nint ssl);

    /// <summary>Memory that OpenSSL frees itself.</summary>
    [LibraryImport(Crypto, EntryPoint = "CRYPTO_malloc", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial byte* Allocate(nint count, string? file, int line);

    [LibraryImport(Ssl, EntryPoint = "SSL_session_reused")]
    internal static partial int IsSessionReused(nint ssl);

    [LibraryImport(Ssl, EntryPoint = "SSL_get_version")]
    internal static partial byte* GetVersion(nint ssl);

    [LibraryImport(Ssl, EntryPoint = "SSL_get0_alpn_selected")]
    internal static partial void GetProtocol(nint ssl, byte** protocol, uint* length);

    [LibraryImport(Ssl, EntryPoint = "SSL_get1_peer_certificate")]
    internal static partial nint GetPeerCertificate(nint ssl);

    [LibraryImport(Crypto, EntryPoint = "BIO_get_new_index")]
    internal static partial int BioNewIndex();

    [LibraryImport(Crypto, EntryPoint = "BIO_meth_new", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint BioMethodNew(int type, string name);

    [LibraryImport(Crypto, EntryPoint = "BIO_meth_set_read")]
    internal static partial int BioMethodSetRead(nint method, delegate* unmanaged[Cdecl]<nint, byte*, int, int> read);

    [LibraryImport(Crypto, EntryPoint = "BIO_meth_set_write")]
    internal static partial int BioMethodSetWrite(nint method, delegate* unmanaged[Cdecl]<nint, byte*, int, int> write);

    [LibraryImport(Crypto, EntryPoint = "BIO_meth_set_ctrl")]
    internal static partial int BioMethodSetControl(nint method, delegate* unmanaged[Cdecl]<nint, int, nint, void*, nint> control);

    [LibraryImport(Crypto, EntryPoint = "BIO_new")]
    internal static partial nint BioNew(nint method);

    [LibraryImport(Crypto, EntryPoint = "BIO_set_data")]
    internal static partial void BioSetData(nint bio, nint data);

    [LibraryImport(Crypto, EntryPoint = "BIO_get_data")]
    [SuppressGCTransition]
    internal static partial nint BioGetData(nint bio);

    [LibraryImport(Crypto, EntryPoint = "BIO_set_init")]
    internal static partial void BioSetInit(nint bio, int initialised);

    [LibraryImport(Crypto, EntryPoint = "BIO_set_flags")]
    [SuppressGCTransition]
    internal static partial void BioSetFlags(nint bio, int flags);

    [LibraryImport(Crypto, EntryPoint = "BIO_clear_flags")]
    [SuppressGCTransition]
    internal static partial void BioClearFlags(nint bio, int flags);

    [LibraryImport(Crypto, EntryPoint = "ERR_clear_error")]
    [SuppressGCTransition]
    internal static partial void ClearErrors();

    [LibraryImport(Crypto, EntryPoint = "ERR_peek_error")]
    [SuppressGCTransition]
    internal static partial ulong PeekError();

    [LibraryImport(Crypto, EntryPoint = "ERR_reason_error_string")]
    internal static partial byte* ReasonOf(ulong error);

    [LibraryImport(Crypto, EntryPoint = "d2i_X509")]
    internal static partial nint DecodeCertificate(nint reused, byte** bytes, nint length);

    [LibraryImport(Crypto, EntryPoint = "i2d_X509")]
    internal static partial int EncodeCertificate(nint certificate, byte** into);

    [LibraryImport(Crypto, EntryPoint = "X509_free")]
    internal static partial void CertificateFree(nint certificate);

    [LibraryImport(Crypto, EntryPoint = "d2i_X509_CRL")]
    internal static partial nint DecodeRevocations(nint reused, byte** bytes, nint length);

    [LibraryImport(Crypto, EntryPoint = "X509_CRL_free")]
    internal static partial void RevocationsFree(nint revocations);

    [LibraryImport(Crypto, EntryPoint = "X509_STORE_add_crl")]
    internal static partial int StoreAddRevocations(nint store, nint revocations);

    [LibraryImport(Crypto, EntryPoint = "X509_STORE_set_flags")]
    internal static partial int StoreSetFlags(nint store, ulong flags);

    [LibraryImport(Crypto, EntryPoint = "X509_STORE_add_cert")]
    internal static partial int StoreAdd(nint store, nint certificate);

    [LibraryImport(Crypto, EntryPoint = "X509_VERIFY_PARAM_set1_ip_asc", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SetExpectedAddress(nint parameters, string address);

    [LibraryImport(Crypto, EntryPoint = "X509_verify_cert_error_string")]
    internal static partial byte* VerifyErrorText(nint error);

    [LibraryImport(Crypto, EntryPoint = "d2i_AutoPrivateKey")]
    internal static partial nint DecodeKey(nint reused, byte** bytes, nint length);

    [LibraryImport(Crypto, EntryPoint = "EVP_PKEY_free")]
    internal static partial void KeyFree(nint key);

    /// <summary>OSSL_PARAM (OSSL_PARAM(3)).</summary>
    internal struct Parameter
    {
        internal byte* Name;
        internal uint Type;
        internal byte* Data;
        internal nuint Size;
        internal nuint Returned;
    }
}
