using System;

namespace Gyrfalcon.Http.ProxyProtocol;

/// <summary>Reads the header of the PROXY protocol, of either version, that a connection begins with.</summary>
/// <remarks>
/// Invariant: what is said of bytes depends on the shortest beginning of them that tells it, so the way they are divided never shows. Nothing behind the header, and nothing beyond
/// <see cref="ProxyHeader.MaxLength"/>, is looked at.
/// </remarks>
public static class ProxyHeaderReader
{
    /// <summary>Reads what <paramref name="input"/> begins with.</summary>
    /// <param name="input">All that has arrived since the connection began, at least as far as <see cref="ProxyHeader.MaxLength"/>.</param>
    /// <returns>A refusal has a <see cref="Violation"/>; nothing is thrown.</returns>
    public static ProxyHeaderRead Read(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty) return ProxyHeaderRead.Incomplete;
        bool isText = input[0] == TextHeader.Signature[0];
        ReadOnlySpan<byte> signature = isText ? TextHeader.Signature : BinaryHeader.Signature;
        int common = Math.Min(signature.Length, input.Length);
        if (!input[..common].SequenceEqual(signature[..common])) return ProxyHeaderRead.Refused(Violation.ProxyHeaderMissing);
        if (common < signature.Length) return ProxyHeaderRead.Incomplete;
        return isText ? TextHeader.Read(input) : BinaryHeader.Read(input);
    }
}
