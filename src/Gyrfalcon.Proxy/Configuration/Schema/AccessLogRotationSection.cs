using System;

namespace Gyrfalcon.Proxy.Configuration.Schema;

internal static class AccessLogRotationSection
{
    public static readonly Setting<long?> Size = Setting.WithDefault("size", Kinds.OrWord(Kinds.Size("128KiB", "1TiB"), "off"), "100MiB",
        "A file does not become larger than this.",
        "max-size", "maxsize");

    public static readonly Setting<TimeSpan?> Age = Setting.WithDefault("age", Kinds.OrWord(Kinds.Duration("1m", "9600h"), "off"), "off",
        "A file holds lines of this much time at most: it is put aside at multiples of it, counted from 1970-01-01 00:00 UTC, before the first line after that. `24h` is midnight UTC.",
        "max-age", "interval", "every");

    public static readonly Setting<int> Keep = Setting.WithDefault("keep", Kinds.Whole(1, 10_000), "7",
        "How many files are kept beside the one that is written; the oldest is removed.",
        "rotate", "max-files", "max-backups", "count");

    public static readonly Section<AccessLogRotationConfig> Section = new(nameof(AccessLogRotationConfig), "{ size: 100MiB, age: 24h, keep: 7 }",
        [Size, Age, Keep],
        reader => new AccessLogRotationConfig
        {
            Size = reader.Get(Size),
            Age = reader.Get(Age),
            Keep = reader.Get(Keep),
        });
}
