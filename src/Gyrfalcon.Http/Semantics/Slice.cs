namespace Gyrfalcon.Http.Semantics;

/// <summary>A stretch of a head's own storage.</summary>
internal readonly record struct Slice(int Start, int Length)
{
    internal int End => Start + Length;
}
