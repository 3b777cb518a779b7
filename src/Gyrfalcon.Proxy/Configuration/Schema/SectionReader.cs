using System;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Values;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Schema;

/// <summary>Hands a section's bind function its values. Always returns something, so that one mistake does not hide the next:
/// after an error the default, or nothing at all, and then the configuration as a whole is refused.</summary>
internal sealed class SectionReader(YamlMapping mapping, string path, Reading reading)
{
    public Reading Reading { get; } = reading;

    public string Path { get; } = path;

    public ConfigSource Source => Reading.Source(Path);

    /// <summary>The name under which a listener or a cluster is declared.</summary>
    public string Name => Reading.NameAt(Path);

    public string PathOf(Setting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        return ConfigPath.Key(Path, setting.Key);
    }

    public bool Has(Setting setting) => Entry(setting) is not null;

    /// <summary>The value, or its default.</summary>
    public T Get<T>(Setting<T> setting)
    {
        if (Entry(setting) is { } entry)
            return setting.Shape.TryRead(entry.Value, PathOf(setting), Reading, out T? value) ? value : setting.Fallback;
        return setting.IsRequired ? GetRequired(setting) : setting.Fallback;
    }

    /// <summary>The value of a setting that cannot be done without, here at least.</summary>
    public T GetRequired<T>(Setting<T> setting)
    {
        if (Has(setting))
            return Get(setting);
        if (!Reading.IsBroken(Path) && !Reading.IsWritten(PathOf(setting)))
            ReportMissing(setting);
        return setting.Fallback;
    }

    /// <summary>The value, or null when the key is not there.</summary>
    public T? Find<T>(Setting<T> setting)
        where T : class =>
        Entry(setting) is { } entry && setting.Shape.TryRead(entry.Value, PathOf(setting), Reading, out T? value) ? value : null;

    private void ReportMissing(Setting setting)
    {
        Complaint complaint = setting.Shape.WhenEmpty
            ?? new Complaint(DiagnosticCodes.MissingKey, $"the key `{setting.Key}` is missing", "add it");
        Reading.Report(complaint.Code, Path, complaint.Problem, complaint.Remedy);
    }

    private YamlEntry? Entry(Setting setting)
    {
        foreach (YamlEntry entry in mapping.Entries)
        {
            if (entry.Key == setting.Key)
                return entry;
        }

        return null;
    }
}
