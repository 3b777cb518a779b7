using System;
using System.IO;
using System.Text.Json;
using Gyrfalcon.Engine.Native;
using Gyrfalcon.Proxy.Telemetry;

namespace Gyrfalcon.Admin.State;

/// <summary>A directory that keeps changes over a restart. For one caller at a time, and for one process: another is refused, unless it was handed the lock.</summary>
public sealed class StateStore : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const string SetAsideRemedy = "make those changes again that you still want, then remove it";

    private readonly string _file;
    private readonly FileLock _lock;
    private readonly OperationalLog _log;
    private volatile string? _problem;

    private StateStore(string directory, FileLock held, OperationalLog log)
    {
        Directory = directory;
        _file = Path.Combine(directory, "state.json");
        _lock = held;
        _log = log;
    }

    /// <summary>Where it is, as the configuration says.</summary>
    public string Directory { get; }

    /// <summary>The descriptor of its lock, for a process that takes over.</summary>
    public int LockDescriptor => _lock.Descriptor;

    /// <summary>Why the last change could not be kept; null if it is. From any thread.</summary>
    public string? Problem => _problem;

    /// <summary>What lies there was looked at and could not be read.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>The store in that directory, which is made if it is not there; null, with a reason in the log, if it cannot be used, cannot be written to, or is another process's.</summary>
    /// <param name="directory">Where.</param>
    /// <param name="handedOver">The lock of that directory, if the process that has it is taken over from.</param>
    /// <param name="log">Told of what goes wrong.</param>
    public static StateStore? Open(string directory, FileLock? handedOver, OperationalLog log)
    {
        ArgumentNullException.ThrowIfNull(log);
        FileLock? held = handedOver;
        try
        {
            System.IO.Directory.CreateDirectory(directory, OwnerOnly | UnixFileMode.UserExecute);
            string? problem = null;
            held ??= FileLock.TryTake(Path.Combine(directory, "state.lock"), out problem);
            if (held is null)
            {
                if (problem is not null) throw new IOException(problem);
                log.Error($"state: the directory `{directory}` belongs to another process that runs", "give each process a `state` of its own, or end the other one");
                return null;
            }

            var store = new StateStore(directory, held, log);
            Write(store.Next, SavedState.None);
            File.Delete(store.Next);
            return store;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            held?.Dispose();
            log.Error($"state: the directory `{directory}` cannot be used: {refused.Message}", "let this process write there, or give `state` another directory");
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private string Next => _file + ".next";

    /// <summary>What was kept; null if nothing was, or, with a reason in the log, if it cannot be read. Nothing is changed there.</summary>
    public SavedState? Load()
    {
        try
        {
            return File.Exists(_file) ? OperatorState.Read(File.ReadAllText(_file)) : null;
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException or JsonException)
        {
            _log.Error($"state: `{_file}` cannot be read: {broken.Message}", "make the changes again that were kept there; `gyr endpoints` shows which drains and weights are in force");
            IsBroken = true;
            return null;
        }
    }

    /// <summary>Nothing but that is kept there.</summary>
    public bool HoldsAtMost(SavedState state)
    {
        try
        {
            return !File.Exists(_file) || File.ReadAllText(_file) == OperatorState.Write(state);
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Lets all that was kept no longer count, but does not lose it.</summary>
    public void SetAside()
    {
        string aside = NameAside();
        try
        {
            File.Move(_file, aside);
            _log.Warn($"state: what was kept is now in `{aside}`", SetAsideRemedy);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            _log.Error($"state: `{_file}` cannot be set aside: {refused.Message}", "let this process write in that directory; if you still want what the file holds, copy it before the next change");
        }
    }

    /// <summary>Writes what was kept and is given up beside the rest, so that it is not lost when that is kept anew.</summary>
    public void SetAside(SavedState givenUp)
    {
        string aside = NameAside();
        try
        {
            Write(aside, givenUp);
            _log.Warn($"state: what is not used of what was kept is now in `{aside}`", SetAsideRemedy);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            _log.Error($"state: what is not used cannot be kept in `{aside}`: {refused.Message}", "see the disk and the directory's permissions; the lines before this one say what it is");
        }
    }

    /// <summary>Keeps what is not in the file. A failure is told by the log and hinders nothing.</summary>
    public void Save(SavedState state)
    {
        try
        {
            Write(Next, state);
            File.Move(Next, _file, overwrite: true);
            _problem = null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            _problem = refused.Message;
            _log.Error($"state: the change is in force, but cannot be kept in `{_file}`: {refused.Message}", "see the disk and the directory's permissions; then the next change keeps this one, too");
        }
    }

    /// <summary>By the time, and free: two may be set aside at once.</summary>
    private string NameAside()
    {
        DateTime at = DateTime.UtcNow;
        string name;
        do
        {
            name = $"{_file}.{at:yyyyMMddTHHmmssfff}";
            at = at.AddMilliseconds(1);
        }
        while (File.Exists(name));
        return name;
    }

    private static void Write(string name, SavedState state)
    {
        using var file = new FileStream(name, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly });
        using var writer = new StreamWriter(file);
        writer.Write(OperatorState.Write(state));
        writer.Flush();
        file.Flush(flushToDisk: true);
    }
}
