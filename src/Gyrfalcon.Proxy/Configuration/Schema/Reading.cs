using System;
using System.Collections.Generic;
using System.IO;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Schema;

/// <summary>What one reading of one configuration knows: its mistakes so far, and where each value was written.</summary>
internal sealed class Reading(DiagnosticList diagnostics, string baseDirectory)
{
    private readonly Dictionary<string, Mark> _places = [];
    private readonly Dictionary<string, string> _names = [];
    private readonly Dictionary<string, string> _shown = [];
    private readonly HashSet<string> _broken = [];
    private readonly HashSet<string> _brokenBelow = [];

    public DiagnosticList Diagnostics { get; } = diagnostics;

    /// <summary>Remembers where the value at a path was written.</summary>
    public void Place(string path, Mark mark) => _places[path] = mark;

    /// <summary>Remembers the name that the user chose for the section at a path.</summary>
    public void Name(string path, string name) => _names[path] = name;

    public string NameAt(string path) => _names.GetValueOrDefault(path, "");

    /// <summary>Messages about a path are to name something else: what was given as an option has no path of its own.</summary>
    public void Show(string path, string shown) => _shown[path] = shown;

    /// <summary>Remembers that the value at a path could not be read, so that no check builds on it.</summary>
    public void Break(string path)
    {
        _ = _broken.Add(path);
        for (int end = path.Length; end > 0; end = path.AsSpan(0, end).LastIndexOfAny('.', '['))
            _ = _brokenBelow.Add(path[..end]);
    }

    public bool IsBroken(string path) => _broken.Contains(path);

    /// <summary>Whether anything at a path or further down could not be read.</summary>
    public bool IsAnyBrokenBelow(string path) => _brokenBelow.Contains(path);

    /// <summary>Whether something was written at a path, right or wrong.</summary>
    public bool IsWritten(string path) => _places.ContainsKey(path);

    /// <summary>The path of a setting within a section, or the section's own where the setting was not written.</summary>
    public string PathOf(ConfigSource section, Setting setting)
    {
        string path = ConfigPath.Key(section.Path, setting.Key);
        return IsWritten(path) ? path : section.Path;
    }

    public Mark Locate(string path) => _places.GetValueOrDefault(path);

    public ConfigSource Source(string path)
    {
        Mark mark = Locate(path);
        return new ConfigSource(Diagnostics.File, mark.Line, mark.Column, path);
    }

    /// <summary>A file's path as the configuration means it: relative to the configuration's own directory.</summary>
    public string FullPath(string path) => Path.GetFullPath(path, baseDirectory);

    /// <summary>The same path as the user would write it from the working directory.</summary>
    public string RelativePath(string path)
    {
        string? directory = Path.GetDirectoryName(Diagnostics.File);
        return Path.IsPathRooted(path) || string.IsNullOrEmpty(directory) ? path : Path.Combine(directory, path);
    }

    /// <summary>A reading of a document within this one, with paths of its own and the same list of mistakes.</summary>
    public Reading ForOwnRoot() => new(Diagnostics, baseDirectory);

    public void Report(DiagnosticCode code, string path, string problem, string? remedy = null, IReadOnlyList<ConfigSource>? related = null) =>
        Diagnostics.Report(code, Locate(path), _shown.GetValueOrDefault(path, path), problem, remedy, related);
}
