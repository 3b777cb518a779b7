using System;
using System.Collections.Generic;
using System.Formats.Asn1;
using System.Linq;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gyrfalcon.Proxy.Certificates;

/// <summary>A list of the certificates that an authority takes back (RFC 5280 §5), for where OpenSSL does not look at it for us. As strict as that: who has no list that holds has revoked everything.</summary>
public sealed class RevocationList
{
    private static readonly Asn1Tag Extensions = new(TagClass.ContextSpecific, 0);

    private readonly HashSet<string> _serials = [];
    private readonly byte[] _issuer;
    private readonly ReadOnlyMemory<byte> _signed;
    private readonly string _algorithm;
    private readonly byte[] _signature;
    private readonly DateTimeOffset _from;
    private readonly DateTimeOffset? _until;

    private RevocationList(byte[] der)
    {
        AsnReader list = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
        _signed = list.PeekEncodedValue();
        AsnReader content = list.ReadSequence();
        _algorithm = list.ReadSequence().ReadObjectIdentifier();
        _signature = list.ReadBitString(out _);
        if (content.PeekTag().HasSameClassAndValue(Asn1Tag.Integer)) content.ReadInteger();
        content.ReadSequence(); // the algorithm once more
        _issuer = content.ReadEncodedValue().ToArray();
        _from = ReadTime(content);
        if (content.HasData && IsTime(content.PeekTag())) _until = ReadTime(content);
        if (content.HasData && content.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence))
        {
            AsnReader entries = content.ReadSequence();
            while (entries.HasData)
            {
                AsnReader entry = entries.ReadSequence();
                _serials.Add(NumberOf(entry.ReadIntegerBytes().Span));
                ReadTime(entry);
                if (entry.HasData) RefuseCritical(entry.ReadSequence());
            }
        }

        if (content.HasData) RefuseCritical(content.ReadSequence(Extensions).ReadSequence());
    }

    /// <summary>The lists in a PEM file; null with what is wrong with it.</summary>
    public static IReadOnlyList<RevocationList>? ReadFile(string file, out string? problem)
    {
        if (CertificateFiles.ReadRevocations(file, out problem) is not { } lists) return null;
        try
        {
            return [.. lists.Select(static each => new RevocationList(each))];
        }
        catch (Exception malformed) when (malformed is AsnContentException or CryptographicException)
        {
            problem = "holds a revocation list that is not well-formed, or has extensions that change its meaning";
            return null;
        }
    }

    /// <summary>Why a certificate is not taken; null if a list of its issuer holds now and does not name it.</summary>
    public static string? WhyRefused(IReadOnlyList<RevocationList> lists, X509Certificate2 certificate, X509Certificate2 issuer, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(lists);
        ArgumentNullException.ThrowIfNull(certificate);
        ArgumentNullException.ThrowIfNull(issuer);
        RevocationList[] own = [.. lists.Where(list => list._issuer.AsSpan().SequenceEqual(issuer.SubjectName.RawData) && IssuerSignature.IsGood(issuer, list._algorithm, list._signed.Span, list._signature))];
        if (own.Length == 0) return "its issuer has no revocation list";
        string serial = NumberOf(certificate.SerialNumberBytes.Span);
        if (own.Any(list => list._serials.Contains(serial))) return "it is revoked";
        return own.Any(list => list._from <= now && (list._until is not { } until || now < until)) ? null : "the revocation list of its issuer holds no longer";
    }

    /// <summary>What is critical changes what the list says (it may be a part, or of another issuer), and none is understood.</summary>
    private static void RefuseCritical(AsnReader extensions)
    {
        while (extensions.HasData)
        {
            AsnReader extension = extensions.ReadSequence();
            extension.ReadObjectIdentifier();
            if (extension.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean) && extension.ReadBoolean()) throw new AsnContentException("a critical extension");
        }
    }

    /// <summary>Without the zeros in front, which say no more than that a number is not negative.</summary>
    private static string NumberOf(ReadOnlySpan<byte> serial) => Convert.ToHexString(serial).TrimStart('0');

    private static bool IsTime(Asn1Tag tag) => tag.HasSameClassAndValue(Asn1Tag.UtcTime) || tag.HasSameClassAndValue(Asn1Tag.GeneralizedTime);

    private static DateTimeOffset ReadTime(AsnReader reader) => reader.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime) ? reader.ReadUtcTime() : reader.ReadGeneralizedTime();
}
