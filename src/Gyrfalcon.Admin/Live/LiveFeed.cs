using System;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Admin.Api.Views;
using Gyrfalcon.Proxy.Telemetry;

namespace Gyrfalcon.Admin.Live;

/// <summary>
/// Looks at the proxy once a second, and lets those who want to see it live have each second's message. A message is made once, for all of them, and only while somebody is there.
/// </summary>
internal sealed class LiveFeed : IAsyncDisposable
{
    /// <summary>The most streams at a time.</summary>
    internal const int MostStreams = 32;

    private readonly Func<Reading> _read;
    private readonly Func<LiveState, TopologyView?> _describe;
    private readonly OperationalLog _log;
    private readonly long _started;
    private readonly Sampler _sampler;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _running;
    private LiveMessages _messages;
    private int _streams;
    private bool _isFailing;
    private bool _hasTold;

    /// <param name="read">Reads the counters; once a second, by one thread at a time.</param>
    /// <param name="describe">Everything, as of what was seen; null if other things are there by now. From any thread.</param>
    /// <param name="log">Told of a bug.</param>
    /// <param name="time">The clock.</param>
    internal LiveFeed(Func<Reading> read, Func<LiveState, TopologyView?> describe, OperationalLog log, TimeProvider time)
    {
        _read = read;
        _describe = describe;
        _log = log;
        Time = time;
        _started = time.GetTimestamp();
        _sampler = new Sampler(time.GetUtcNow().ToUnixTimeSeconds());
        _messages = Look();
        _running = RunAsync();
    }

    /// <summary>The newest second.</summary>
    internal LiveMessages Newest => Volatile.Read(ref _messages);

    /// <summary>The last look found nothing, because of a bug: what is newest is no longer new.</summary>
    internal bool IsFailing => Volatile.Read(ref _isFailing);

    /// <summary>The clock that it goes by.</summary>
    internal TimeProvider Time { get; }

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
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_end.Token)) TryLook();
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    /// <summary>A second that cannot be looked at is left out, and the next one tried: whatever it was may pass. Whoever saw the one before gets the whole then, for numbers of seconds have moved on.</summary>
    private void TryLook()
    {
        try
        {
            LiveMessages before = _messages;
            Volatile.Write(ref _messages, Look());
            Volatile.Write(ref _isFailing, false);
            before.Replace();
        }
        catch (Exception bug) when (bug is not OutOfMemoryException)
        {
            Volatile.Write(ref _isFailing, true);
            if (_hasTold) return;
            _hasTold = true;
            _log.Bug(bug, "the dashboard had no new numbers for a second, which is not told again");
        }
    }

    private LiveMessages Look() => new(_describe, _sampler.Take(_read(), Time.GetElapsedTime(_started)), isWanted: Volatile.Read(ref _streams) > 0);
}
