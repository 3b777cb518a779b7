using System;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>When a log's file is put aside and another begun.</summary>
/// <param name="Size">Most bytes of a file; null for any number.</param>
/// <param name="Age">Files end at multiples of this time, counted from 1970-01-01 UTC; null for never.</param>
/// <param name="Keep">How many are kept beside the one that is written.</param>
public sealed record LogRotation(long? Size, TimeSpan? Age, int Keep);
