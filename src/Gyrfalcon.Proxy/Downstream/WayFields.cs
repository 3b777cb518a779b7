using Gyrfalcon.Http.Semantics;

namespace Gyrfalcon.Proxy.Downstream;

/// <summary>The fields of a request that tell of the way it came, and whose word for it counts.</summary>
internal static class WayFields
{
    /// <summary>Fields that are written anew.</summary>
    internal static readonly FieldSet Own = FieldSet.Of(
        KnownField.XForwardedFor, KnownField.XForwardedProto, KnownField.XForwardedHost, KnownField.XRequestID, KnownField.Via);

    /// <summary>What is said of a certificate: only who has seen it may say so.</summary>
    private static readonly FieldSet OfCertificates = FieldSet.Of(
        KnownField.ClientCert, KnownField.ClientCertChain, KnownField.XClientCertSubject, KnownField.XClientCertSan, KnownField.XClientCertFingerprint);

    /// <summary>Forwarded and its like are not ours to vouch for unless a trusted proxy sent them.</summary>
    private static readonly FieldSet FromStrangers = Own | OfCertificates | FieldSet.Of(KnownField.Forwarded, KnownField.XForwardedPort, KnownField.XRealIP);
    private static readonly FieldSet OwnWithCertificate = Own | OfCertificates;

    /// <summary>The fields of a client's that do not go on as they came.</summary>
    /// <param name="isTrusted">It is a trusted proxy.</param>
    /// <param name="hasCertificate">It has shown a certificate.</param>
    internal static FieldSet Replaced(bool isTrusted, bool hasCertificate) => !isTrusted ? FromStrangers : hasCertificate ? OwnWithCertificate : Own;
}
