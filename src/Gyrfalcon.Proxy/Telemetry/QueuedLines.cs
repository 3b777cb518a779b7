using System;
using System.Collections.Concurrent;
using System.IO;
using System.Text;
using System.Threading;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>
/// Stands in front of a writer that may block, such as standard error whose reader has stopped: who writes never waits. What is written is taken as whole lines, and a thread of its own passes them on; when too many wait,
/// lines are lost and counted, and the writer is told of that when it takes lines again.
/// </summary>
/// <param name="output">Where they go in the end; it is flushed when nothing waits.</param>
/// <param name="ofLost">What is written in the place of so many lines.</param>
public sealed class QueuedLines(TextWriter output, Func<long, string> ofLost) : TextWriter
{
    /// <summary>Lines that may wait.</summary>
    internal const int Capacity = 1024;

    /// <summary>How long stopping waits for the last lines to be taken.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromMilliseconds(500);

    private readonly BlockingCollection<string> _waiting = new(Capacity);
    private Thread? _thread;
    private long _lost;

    /// <inheritdoc/>
    public override Encoding Encoding => output.Encoding;

    /// <inheritdoc/>
    public override void Write(string? value)
    {
        if (value is null) return;
        try
        {
            if (!_waiting.TryAdd(value)) Interlocked.Increment(ref _lost);
        }
        catch (InvalidOperationException)
        {
            // It has ended, perhaps at this very moment.
            return;
        }

        if (Volatile.Read(ref _thread) is null) Begin();
    }

    /// <inheritdoc/>
    public override void Write(char value) => Write(value.ToString());

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Write(value + NewLine);

    /// <summary>Waits a moment for the last lines to be taken. What comes later is lost.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_waiting.IsAddingCompleted)
        {
            _waiting.CompleteAdding();
            Volatile.Read(ref _thread)?.Join(StopLimit);
        }

        base.Dispose(disposing);
    }

    private void Begin()
    {
        var thread = new Thread(Run) { IsBackground = true, Name = "gyr-log" };
        if (Interlocked.CompareExchange(ref _thread, thread, null) is null) thread.Start();
    }

    private void Run()
    {
        foreach (string line in _waiting.GetConsumingEnumerable())
        {
            try
            {
                output.Write(line);
                if (_waiting.Count > 0) continue;
                if (Interlocked.Exchange(ref _lost, 0) is > 0 and var lost) output.Write(ofLost(lost));
                output.Flush();
            }
            catch (IOException)
            {
                // Whoever read them has gone.
            }
        }
    }
}
