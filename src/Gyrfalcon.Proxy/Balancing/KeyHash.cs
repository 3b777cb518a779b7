using System;
using Gyrfalcon.Engine;

namespace Gyrfalcon.Proxy.Balancing;

/// <summary>A hash that is the same in every process: several instances send a key to the same endpoint.</summary>
public static class KeyHash
{
    /// <summary>64-bit FNV-1a with a final mixing, since its low bits alone are weak. Not for secrets.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (byte value in bytes) hash = (hash ^ value) * 0x100000001B3;
        hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCD;
        return hash ^ (hash >> 33);
    }

    /// <summary>The hash of an address without its port, as it is written.</summary>
    public static ulong Of(Address address)
    {
        Span<byte> text = stackalloc byte[64];
        return Of(text[..address.FormatIp(text)]);
    }
}
