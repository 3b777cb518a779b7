using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Gyrfalcon.Proxy.Discovery;

/// <summary>
/// Hears of changes in a file's directory. The directory is watched, not the file: editors rename another file over it, and in Kubernetes it is a link to a link that is.
/// </summary>
internal sealed class FileWatch : IDisposable
{
    private readonly SemaphoreSlim _changed = new(0, 1);
    private readonly FileSystemWatcher? _watcher;

    /// <summary>Begins to watch; <see cref="Problem"/> says if that is not possible.</summary>
    /// <param name="path">Absolute.</param>
    internal FileWatch(string path)
    {
        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new FileSystemWatcher(Path.GetDirectoryName(path) ?? "/") { NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size };
            watcher.Changed += Hear;
            watcher.Created += Hear;
            watcher.Deleted += Hear;
            watcher.Renamed += Hear;
            watcher.EnableRaisingEvents = true;
            _watcher = watcher;
        }
        catch (Exception failure) when (failure is IOException or ArgumentException or UnauthorizedAccessException)
        {
            // No more watches are to be had, or the directory has gone.
            watcher?.Dispose();
            Problem = $"changes cannot be watched ({failure.Message})";
        }
    }

    /// <summary>Why nothing is heard; null if all is well.</summary>
    internal string? Problem { get; }

    /// <summary>Ends with the next change in the directory, one since the last call included, and after <paramref name="limit"/> at the latest.</summary>
    internal Task ChangedAsync(TimeSpan limit, CancellationToken stop) => _changed.WaitAsync(limit, stop);

    /// <inheritdoc/>
    public void Dispose()
    {
        _watcher?.Dispose();
        _changed.Dispose();
    }

    private void Hear(object sender, FileSystemEventArgs change)
    {
        try
        {
            _changed.Release();
        }
        catch (Exception heard) when (heard is SemaphoreFullException or ObjectDisposedException)
        {
            // It is known already that something has changed, or nobody listens any more.
        }
    }
}
