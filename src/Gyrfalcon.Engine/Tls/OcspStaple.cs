using System;

namespace Gyrfalcon.Engine.Tls;

/// <summary>
/// The answer of a certificate's OCSP responder that is handed to clients with the certificate (RFC 6066 §8, RFC 8446 §4.4.2.1). It may be replaced at any time, by any thread; sessions take the one that is there.
/// </summary>
public sealed class OcspStaple
{
    private volatile Answer? _answer;

    /// <summary>The answer in DER; null if there is none. Whoever fills it takes it away when its time is over.</summary>
    public byte[]? Current => _answer?.Bytes;

    /// <summary>When the answer ends; null if there is none.</summary>
    public DateTimeOffset? Expires => _answer?.Until;

    /// <summary>Puts another answer in the place of the one before.</summary>
    /// <param name="bytes">An OCSPResponse in DER (RFC 6960 §4.2.1).</param>
    /// <param name="until">Its nextUpdate.</param>
    public void Replace(byte[] bytes, DateTimeOffset until) => _answer = new Answer(bytes, until);

    /// <summary>Hands out none any more.</summary>
    public void Clear() => _answer = null;

    private sealed record Answer(byte[] Bytes, DateTimeOffset Until);
}
