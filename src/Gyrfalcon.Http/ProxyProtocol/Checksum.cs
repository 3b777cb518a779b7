using System;
using System.Numerics;

namespace Gyrfalcon.Http.ProxyProtocol;

/// <summary>CRC32c over a whole binary header whose own place counts as zeros (PROXY protocol §2.2.3; RFC 4960, appendix B).</summary>
internal static class Checksum
{
    internal static uint Of(ReadOnlySpan<byte> header, int place)
    {
        uint sum = Add(uint.MaxValue, header[..place]);
        sum = BitOperations.Crc32C(sum, 0u);
        return ~Add(sum, header[(place + sizeof(uint))..]);
    }

    private static uint Add(uint sum, ReadOnlySpan<byte> bytes)
    {
        foreach (byte each in bytes) sum = BitOperations.Crc32C(sum, each);
        return sum;
    }
}
