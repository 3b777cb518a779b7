using System;
using System.Globalization;
using System.IO;
using Gyrfalcon.Engine.Native;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>
/// A file that lines are appended to: opened again when that is asked for, or when it is gone from its path; put aside as PATH.1, PATH.2 and so on when it is full or of age. Another process, and another sink
/// of this one, may write to the same file and rotate it, too: the file's lock decides who does.
/// </summary>
internal sealed class FileSink : LogSink
{
    /// <summary>How long a rotation that has failed is not tried again.</summary>
    private static readonly TimeSpan RotationPause = TimeSpan.FromSeconds(30);

    private readonly string _path;
    private readonly LogRotation? _rotation;
    private readonly OperationalLog _log;
    private readonly TimeProvider _clock;

    // Null while it cannot be opened.
    private AppendFile? _file;

    // Where the file was when it was opened, links resolved.
    private string? _place;
    private string? _problem;
    private long _period;
    private bool _wasMissing;

    // Nothing has been written into it yet.
    private bool _isNew;
    private long? _rotationFailedAt;

    private FileSink(AppendFile file, string path, LogRotation? rotation, OperationalLog log, TimeProvider clock)
    {
        _path = path;
        _rotation = rotation;
        _log = log;
        _clock = clock;
        Take(file);
    }

    internal override string Name => _path;

    /// <summary>Opens it; null with a sentence in <paramref name="problem"/>.</summary>
    internal static FileSink? TryOpen(string path, LogRotation? rotation, OperationalLog log, TimeProvider clock, out string? problem)
        => Open(path, out problem) is { } file ? new FileSink(file, path, rotation, log, clock) : null;

    internal override int Write(ReadOnlySpan<byte> lines, bool atLineStart, out string? problem)
    {
        if (atLineStart && _rotation is not null && _file is not null && IsDue(lines.Length)) Rotate();
        problem = _problem;
        if (_file is null) return -1;
        if (atLineStart && _isNew)
        {
            // Somebody, an earlier process perhaps, could not write the rest of its last line: ours begins on a line of its own.
            int ended = _file.EndsWithinLine ? _file.Write("\n"u8, out problem) : 1;
            if (ended <= 0) return ended;
            _isNew = false;
        }

        return _file.Write(lines, out problem);
    }

    /// <inheritdoc/>
    /// <remarks>If it cannot be opened, lines go on into the file that is open: it may have been renamed, but it is there.</remarks>
    internal override bool Reopen()
    {
        _wasMissing = false;
        if (Open(_path, out string? problem) is { } file)
        {
            Take(file);
            _log.Info($"the access log `{_path}` is opened again");
            return true;
        }

        _problem = problem;
        if (_file is not null) _log.Error($"the access log `{_path}` cannot be opened again ({problem}); its lines go on to where they went before", "see the path and its permissions");
        return false;
    }

    /// <inheritdoc/>
    /// <remarks>A file that is renamed is about to be opened again by a signal, so it has until the second look.</remarks>
    internal override bool Look()
    {
        if (_file is not null && _file.Path == _place)
        {
            _wasMissing = false;
            return false;
        }

        if (_file is not null && !_wasMissing)
        {
            _wasMissing = true;
            return false;
        }

        if (Open(_path, out _problem) is { } file)
        {
            Take(file);
            return true;
        }

        // What was removed takes lines, but nobody will find them.
        _file?.Dispose();
        _file = null;
        return false;
    }

    public override void Dispose() => _file?.Dispose();

    /// <summary>Opens what is at the path, and knows its place: somebody who shares the file may put it aside between the two.</summary>
    private static AppendFile? Open(string path, out string? problem)
    {
        AppendFile? file = AppendFile.TryOpen(path, out problem);
        for (int tries = 0; file is not null && tries < 3; tries++)
        {
            if (AppendFile.TryOpen(path, out _) is not { } again) break;
            if (again.Path == file.Path)
            {
                again.Dispose();
                break;
            }

            file.Dispose();
            file = again;
        }

        return file;
    }

    private void Take(AppendFile file)
    {
        _file?.Dispose();
        _file = file;
        _problem = null;
        _wasMissing = false;
        _place = file.Path;
        _isNew = true;
        _period = PeriodOf(file.Length > 0 ? new FileInfo(_path).LastWriteTimeUtc : _clock.GetUtcNow().UtcDateTime);
    }

    private long PeriodOf(DateTime time) => _rotation?.Age is { } age ? (time - DateTime.UnixEpoch).Ticks / age.Ticks : 0;

    private bool IsDue(int more)
    {
        if (_rotationFailedAt is { } failedAt && _clock.GetElapsedTime(failedAt) < RotationPause) return false;

        // Where it lies cannot be told without /proc.
        if (_place is null) return false;
        bool isOfAge = PeriodOf(_clock.GetUtcNow().UtcDateTime) > _period;
        if (!isOfAge && _rotation!.Size is null) return false;

        // Pipes and devices have no length, and are never put aside.
        long length = _file!.Length;
        if (isOfAge && length == 0) _period = PeriodOf(_clock.GetUtcNow().UtcDateTime);
        return length > 0 && (isOfAge || length + more > _rotation!.Size);
    }

    private void Rotate()
    {
        // Whoever has the lock puts this very file aside: then it is found at another place next time.
        if (!_file!.TryLock()) return;
        try
        {
            if (_file.Path == _place) PutAside();
            _rotationFailedAt = null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            if (_rotationFailedAt is null) _log.Error($"the access log `{_path}` cannot be rotated ({failure.Message}); its lines go on into the same file", "see whether files can be renamed there");
            _rotationFailedAt = _clock.GetTimestamp();
            _file.Release();
            return;
        }

        if (Open(_path, out string? problem) is { } file)
        {
            Take(file);
            return;
        }

        _log.Error($"the access log `{_path}` cannot be opened after its rotation ({problem}); its lines go on to {Numbered(1)}", "see the path and its permissions");
        _rotationFailedAt = _clock.GetTimestamp();
        _file.Release();
    }

    private void PutAside()
    {
        // Only those move up that make room for the next: if the file itself cannot be moved, its place stays free, and none is lost however often it is tried.
        int keep = Math.Max(1, _rotation!.Keep);
        int taken = 0;
        while (taken < keep && Kept(taken + 1).Exists) taken++;

        // The oldest goes before another takes its name: a file that replaces one is written to the disk at once (ext4's auto_da_alloc), which would hold up the lines that follow.
        if (taken == keep) Kept(taken--).Delete();
        for (int number = taken; number > 0; number--) Kept(number).MoveTo(Numbered(number + 1), overwrite: true);
        new FileInfo(_place!).MoveTo(Numbered(1), overwrite: true);
        for (int number = keep + 1; Kept(number) is { Exists: true } surplus; number++) surplus.Delete();
    }

    private FileInfo Kept(int number) => new(Numbered(number));

    /// <summary>Beside the file itself, if the path is a link to it.</summary>
    private string Numbered(int number) => string.Create(CultureInfo.InvariantCulture, $"{_place}.{number}");
}
