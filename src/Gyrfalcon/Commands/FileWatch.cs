using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Gyrfalcon.Commands;

/// <summary>
/// Notices that files have changed, by their time and length, wherever links lead: some file systems tell nobody. A change counts once it has been the same at two looks, so that a file half written is
/// not read.
/// </summary>
internal sealed class FileWatch
{
    private readonly Func<IEnumerable<string>> _files;
    private string _known;
    private string _seen;

    /// <summary>Watches what <paramref name="files"/> names at each look.</summary>
    internal FileWatch(Func<IEnumerable<string>> files)
    {
        _files = files;
        _known = _seen = Look();
    }

    /// <summary>Whether they have changed, and settled, since this was last so.</summary>
    internal bool HasChanged()
    {
        string now = Look();
        bool settled = now == _seen && now != _known;
        _seen = now;
        if (settled) _known = now;
        return settled;
    }

    /// <summary>Whether one of them was written after that time, in UTC: what was read since may have been what was there before.</summary>
    internal bool IsNewerThan(DateTime time) => _files().Any(file => File.GetLastWriteTimeUtc(file) > time);

    private string Look() => string.Join('\n', _files().Distinct().Select(Stamp));

    private static string Stamp(string file)
    {
        try
        {
            FileSystemInfo? target = File.ResolveLinkTarget(file, returnFinalTarget: true);
            var info = new FileInfo(target?.FullName ?? file);
            return info.Exists ? $"{info.FullName} {info.LastWriteTimeUtc.Ticks} {info.Length}" : "-";
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return "-";
        }
    }
}
