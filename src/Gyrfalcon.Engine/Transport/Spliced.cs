namespace Gyrfalcon.Engine.Transport;

/// <summary>How far a splice got.</summary>
/// <param name="Bytes">Bytes that reached the destination's socket.</param>
/// <param name="Status">Ok when all asked for were moved; otherwise the end or error that stopped it.</param>
/// <param name="AtSource">Whether <paramref name="Status"/> is the source's (true) or the destination's.</param>
public readonly record struct Spliced(long Bytes, IoStatus Status, bool AtSource);
