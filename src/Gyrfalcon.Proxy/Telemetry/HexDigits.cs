using System;
using System.Buffers.Binary;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>Numbers as 16 lower-case hexadecimal digits.</summary>
internal static class HexDigits
{
    internal static void Write(ulong value, Span<byte> destination)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        Convert.TryToHexStringLower(bytes, destination, out _);
    }
}
