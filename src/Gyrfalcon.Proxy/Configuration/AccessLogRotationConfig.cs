using System;
using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>When the access log's file is put aside and another begun.</summary>
public sealed record AccessLogRotationConfig
{
    /// <summary>A file does not become larger than this. (A size in bytes, <c>128KiB</c> to <c>1TiB</c>, or <c>off</c>; default <c>100MiB</c>.) Null is <c>off</c>.</summary>
    public long? Size { get; init; } = AccessLogRotationSection.Size.Default;

    /// <summary>A file holds lines of this much time at most: it is put aside at multiples of it, counted from 1970-01-01 00:00 UTC, before the first line after that. <c>24h</c> is midnight UTC. (A duration, <c>1m</c> to <c>9600h</c>, or <c>off</c>; default <c>off</c>.) Null is <c>off</c>.</summary>
    public TimeSpan? Age { get; init; } = AccessLogRotationSection.Age.Default;

    /// <summary>How many files are kept beside the one that is written; the oldest is removed. (A whole number, 1 to 10000; default <c>7</c>.)</summary>
    public int Keep { get; init; } = AccessLogRotationSection.Keep.Default;
}
