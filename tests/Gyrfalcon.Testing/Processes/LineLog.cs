using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Gyrfalcon.Testing;

/// <summary>The lines a program has written to one of its outputs, and a way to wait for the next one that matters.</summary>
public sealed class LineLog
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Gate? _pause;
    private bool _ended;

    /// <summary>All lines so far.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock)
                return [.. _lines];
        }
    }

    public string Text => string.Join('\n', Lines);

    /// <summary>Waits for as many lines that match, earlier ones counting, and returns them.</summary>
    public async Task<IReadOnlyList<string>> WaitForAsync(Func<string, bool> matches, string what, int count = 1, TimeSpan? limit = null)
    {
        long start = Environment.TickCount64;
        while (true)
        {
            Task changed;
            bool ended;
            lock (_lock)
            {
                changed = _changed.Task;
                ended = _ended;
            }

            string[] found = [.. Lines.Where(matches)];
            if (found.Length >= count)
                return found;
            if (ended)
                throw new EndOfStreamException($"The program ended without {what}. Its output:\n{Text}");
            TimeSpan left = (limit ?? Deadline.Default) - TimeSpan.FromMilliseconds(Environment.TickCount64 - start);
            if (left <= TimeSpan.Zero || await Task.WhenAny(changed, Task.Delay(left)) != changed)
                throw new TimeoutException($"Waited in vain for {what} ({found.Length} of {count}). The program's output:\n{Text}");
        }
    }

    /// <summary>Stops taking lines from the program, whose pipe fills up; one more may come.</summary>
    public void Pause() => _pause = new Gate();

    /// <summary>Takes lines again.</summary>
    public void Resume()
    {
        _pause?.Open();
        _pause = null;
    }

    /// <summary>Takes lines until the output ends.</summary>
    internal async Task PumpAsync(TextReader reader)
    {
        try
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                Change(() => _lines.Add(line));
                if (_pause is { } pause)
                    await pause.WaitAsync("the test to read on");
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or TimeoutException)
        {
            // The program was killed.
        }
        finally
        {
            Change(() => _ended = true);
        }
    }

    private void Change(Action change)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            change();
            changed = _changed;
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
    }
}
