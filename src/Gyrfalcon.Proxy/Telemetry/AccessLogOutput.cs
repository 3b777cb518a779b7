using System;
using System.Buffers;
using System.Globalization;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>
/// Lines of one form on their way to one place. What the place does not take is kept and offered again, so a disk that is full for a moment costs no line. On the log's thread once it is in use.
/// </summary>
public sealed class AccessLogOutput : IDisposable
{
    /// <summary>Lines are written in pieces of about this many bytes.</summary>
    internal const int Piece = 64 * 1024;

    /// <summary>How long a place that fails again and again is not told of again.</summary>
    private static readonly TimeSpan TellInterval = TimeSpan.FromMinutes(1);

    private readonly LogSink _sink;
    private readonly LineForm _form;
    private readonly OperationalLog _log;
    private readonly TimeProvider _clock;
    private readonly Func<long> _dropped;
    private readonly ArrayBufferWriter<byte> _lines = new(2 * Piece);

    /// <summary>Bytes of the lines that have been written.</summary>
    private int _taken;
    private bool _isFailing;
    private volatile bool _isLeaving;
    private long? _toldAt;
    private long _droppedBefore;

    internal AccessLogOutput(AccessLogRules rules, LogSink sink, OperationalLog log, TimeProvider clock, Func<long> dropped)
    {
        Rules = rules;
        _sink = sink;
        _form = LineForm.Of(rules.Form);
        _log = log;
        _clock = clock;
        _dropped = dropped;
    }

    internal AccessLogRules Rules { get; }

    /// <summary>No worker notes anything for it any more: once that is drained it is closed. Set by whoever changes the log.</summary>
    internal bool IsLeaving
    {
        get => _isLeaving;
        set => _isLeaving = value;
    }

    /// <summary>It cannot be written, and the operators have been told.</summary>
    internal bool IsFailing => _isFailing;

    /// <summary>There is enough for a piece.</summary>
    internal bool IsFull => _lines.WrittenCount - _taken >= Piece;

    internal void Add(AccessLogRecord record) => _form.Write(record, _lines);

    /// <summary>Writes all that there is; false if something is left.</summary>
    internal bool TryFlush()
    {
        while (_taken < _lines.WrittenCount)
        {
            int written = _sink.Write(_lines.WrittenSpan[_taken..], atLineStart: _taken == 0 || _lines.WrittenSpan[_taken - 1] == '\n', out string? problem);
            if (written < 0) NoteFailure(problem);
            if (written <= 0) return false;
            _taken += written;
        }

        if (_isFailing) NoteRecovery();
        _lines.ResetWrittenCount();
        _taken = 0;
        return true;
    }

    /// <summary>Gives up the lines that have not been written, or not to their ends; how many.</summary>
    internal int Lose()
    {
        int lost = _lines.WrittenSpan[_taken..].Count((byte)'\n');
        _lines.ResetWrittenCount();
        _taken = 0;
        return lost;
    }

    /// <summary>Somebody has moved the file.</summary>
    internal void Reopen()
    {
        if (_sink.Reopen()) BeginLineAgain();
    }

    /// <summary>Finds out whether the file is still there.</summary>
    internal void Look()
    {
        if (_sink.Look()) BeginLineAgain();
    }

    /// <summary>One line to nowhere: on the JIT the first line loads assemblies, and by then there may be no descriptor left for their files.</summary>
    internal void WarmUp() => _form.Write(new AccessLogRecord(AccessLogRecord.Blank()), new ArrayBufferWriter<byte>());

    /// <inheritdoc/>
    public void Dispose() => _sink.Dispose();

    /// <summary>The beginning of a line is in the other file.</summary>
    private void BeginLineAgain() => _taken = _lines.WrittenSpan[.._taken].LastIndexOf((byte)'\n') + 1;

    private void NoteFailure(string? problem)
    {
        if (_isFailing || (_toldAt is { } toldAt && _clock.GetElapsedTime(toldAt) < TellInterval)) return;
        _isFailing = true;
        _toldAt = _clock.GetTimestamp();
        _droppedBefore = _dropped();
        _log.Error($"the access log `{_sink.Name}` cannot be written ({problem}); lines are kept while there is room for them, then dropped and counted", "see the disk, or who should read it");
    }

    private void NoteRecovery()
    {
        _isFailing = false;
        _log.Info(string.Create(CultureInfo.InvariantCulture, $"the access log `{_sink.Name}` is written again; {_dropped() - _droppedBefore} lines were dropped"));
    }
}
