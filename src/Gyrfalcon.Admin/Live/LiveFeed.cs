using System;
using System.Threading;
using System.Threading.Tasks;

namespace Gyrfalcon.Admin.Live;

/// <summary>
/// Looks at the proxy once a second, and lets those who want to see it live have each second's message. A message is made once, for all of them, and only while somebody is there.
/// </summary>
internal sealed class LiveFeed : IAsyncDisposable
{
    /// <summary>The most streams at a time.</summary>
    internal const int MostStreams = 32;

    private readonly AdminContext _context;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly Sampler _sampler;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _running;
    private LiveMessages _messages;
    private int _streams;

    internal LiveFeed(AdminContext context, TimeProvider time)
    {
        _context = context;
        _time = time;
        _started = time.GetTimestamp();
        _sampler = new Sampler(time.GetUtcNow().ToUnixTimeSeconds());
        _messages = Look();
        _running = RunAsync();
    }

    /// <summary>The newest second.</summary>
    internal LiveMessages Newest => Volatile.Read(ref _messages);

    /// <summary>Ends with this feed.</summary>
    internal CancellationToken End => _end.Token;

    internal HistoryView? History(SubjectKind kind, string name) => _sampler.History(kind, name);

    /// <summary>Lets one more stream begin, to be ended by <see cref="Leave"/>; false if there are too many.</summary>
    internal bool TryEnter()
    {
        if (Interlocked.Increment(ref _streams) <= MostStreams) return true;
        Leave();
        return false;
    }

    internal void Leave() => Interlocked.Decrement(ref _streams);

    public async ValueTask DisposeAsync()
    {
        if (_end.IsCancellationRequested) return;
        await _end.CancelAsync();
        await _running;
        _end.Dispose();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_end.Token))
            {
                LiveMessages before = _messages;
                Volatile.Write(ref _messages, Look());
                before.Replace();
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
        catch (Exception bug) when (bug is not OutOfMemoryException)
        {
            _context.Log.Error($"internal error, please report it: the dashboard has no new numbers any more: {bug}");
        }
    }

    private LiveMessages Look() => new(_context, _sampler.Take(ProxyReader.Read(_context.Proxy, _context.Reloader.Version), _time.GetElapsedTime(_started)), isWanted: Volatile.Read(ref _streams) > 0);
}
