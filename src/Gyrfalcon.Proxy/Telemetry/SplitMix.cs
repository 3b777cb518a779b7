namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>The end of SplitMix64 (Steele, Lea and Flood, 2014): what counts upwards comes out without a pattern, and no two as the same.</summary>
internal static class SplitMix
{
    internal static ulong Mix(ulong value)
    {
        value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9;
        value = (value ^ value >> 27) * 0x94D049BB133111EB;
        return value ^ value >> 31;
    }
}
