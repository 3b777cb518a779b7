using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Engine.Transport;
using Gyrfalcon.Proxy.Configuration.Scenarios;
using Gyrfalcon.Scenarios.Recording;
using Gyrfalcon.Simulation;

namespace Gyrfalcon.Scenarios.Clients;

/// <summary>All clients of a scenario: when they ask, what they ask, how long they wait, and whether they ask again. Times in nanoseconds.</summary>
internal sealed class ClientCrowd
{
    /// <summary>How often the rate of arrivals is looked at anew.</summary>
    private const long LongestStep = 20_000_000;

    private readonly SimulatedWorld _world;
    private readonly Worker _worker;
    private readonly Address _proxy;
    private readonly LoadConfig _load;
    private readonly Recorder _recorder;
    private readonly SimulatedRandom _random;
    private readonly LoadCurve _curve;
    private readonly RequestKind[] _kinds;
    private readonly int _shares;
    private readonly TimeSpread _thinkTime;
    private readonly long _patience;
    private readonly long _end;
    private readonly Stack<PeerConnection> _idle = new();

    internal ClientCrowd(SimulatedWorld world, Worker worker, Address proxy, LoadConfig load, LoadCurve curve, Recorder recorder, long end)
    {
        _world = world;
        _worker = worker;
        _proxy = proxy;
        _load = load;
        _curve = curve;
        _recorder = recorder;
        _random = world.Random.Fork();
        IEnumerable<RequestConfig> mix = load.Requests.Count > 0 ? load.Requests : [new RequestConfig()];
        _kinds = [.. mix.Select(kind => new RequestKind(kind, load.UserKey))];
        _shares = _kinds.Sum(static kind => kind.Share);
        _thinkTime = new TimeSpread(load.ThinkTime);
        _patience = load.Patience.Ticks * 100;
        _end = end;
    }

    /// <summary>Requests that have not ended.</summary>
    internal int Waiting { get; private set; }

    /// <summary>Begins.</summary>
    internal void Start()
    {
        if (_load.Rate is not null) Arrive();
        for (int i = 0; i < _load.Clients; i++) _worker.Spawn(GoOnAsync(i));
    }

    /// <summary>Plans the next arrival. The process has no memory, so a long pause may be drawn in pieces.</summary>
    private void Arrive()
    {
        double rate = _load.Rate!.Value * _curve.At(_world.Now) / 1e9;
        double pause = rate > 0 ? TimeSpread.Exponential(_random) / rate : double.MaxValue;
        bool arrives = pause < LongestStep;
        long at = _world.Now + (arrives ? (long)pause : LongestStep);
        if (at >= _end) return;
        _world.Schedule(at, _worker, () =>
        {
            Arrive();
            if (arrives) _worker.Spawn(AskAsync(_random.Below(_load.Users)));
        });
    }

    /// <summary>One of the clients that wait for their answers.</summary>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    private async ValueTask<bool> GoOnAsync(int index)
    {
        // They do not all begin at once.
        await PauseAsync(_random.Between(0, 100_000_000));
        while (_world.Now < _end)
        {
            if (index >= _load.Clients * _curve.At(_world.Now))
            {
                await PauseAsync(LongestStep);
                continue;
            }

            await AskAsync(index % _load.Users);
            long pause = _thinkTime.Draw(_random);

            // Time must go on even if the proxy refuses at once.
            await PauseAsync(Math.Max(pause, 1000));
        }

        return true;
    }

    /// <summary>A request and its retries.</summary>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    private async ValueTask<bool> AskAsync(int user)
    {
        RequestKind kind = Draw();
        for (int attempt = 0; ; attempt++)
        {
            long began = _world.Now;
            Waiting++;
            Outcome outcome = await AttemptAsync(kind, user, began + _patience);
            Waiting--;
            _recorder.NoteEnd(began, outcome, isRetry: attempt > 0);
            if (outcome is Outcome.Answered or Outcome.ClientError) return true;
            long pause = _load.RetryAfter.Ticks * 100;
            pause = _random.Between(pause / 2, pause + (pause / 2));
            if (attempt >= _load.Retries || _world.Now + pause >= _end) return false;
            await PauseAsync(pause);
        }
    }

    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    private async ValueTask<Outcome> AttemptAsync(RequestKind kind, int user, long deadline)
    {
        PeerConnection? connection = TakeIdle();
        if (connection is null)
        {
            Connected connected = await _worker.Driver.ConnectAsync(_proxy, deadline);
            if (connected.Transport is not { } transport) return connected.Status == IoStatus.TimedOut ? Outcome.GivenUp : Outcome.Broken;
            connection = new PeerConnection(transport);
        }

        // An answer may come before all of the request was taken: a failed send is no verdict.
        await connection.WriteAsync(kind.Write(user, _recorder.NextId()), deadline);
        if (!await connection.ReadHeadAsync(deadline)) return Leave(connection);
        int status = StatusOf(connection.Head);
        bool closes = connection.Field("connection"u8).SequenceEqual("close"u8);
        if (!await connection.SkipBodyAsync(kind.IsHead ? 0 : connection.Number("content-length"u8), deadline)) return Leave(connection);
        if (closes) connection.Transport.Close();
        else _idle.Push(connection);
        return status switch
        {
            < 400 => Outcome.Answered,
            < 500 => Outcome.ClientError,
            502 => Outcome.BadGateway,
            503 => Outcome.Unavailable,
            504 => Outcome.GatewayTimeout,
            _ => Outcome.InternalError,
        };
    }

    private static int StatusOf(ReadOnlySpan<byte> head) => ((head[9] - '0') * 100) + ((head[10] - '0') * 10) + head[11] - '0';

    private static Outcome Leave(PeerConnection connection)
    {
        Outcome outcome = connection.Status == IoStatus.TimedOut ? Outcome.GivenUp : Outcome.Broken;
        connection.Transport.Abort();
        return outcome;
    }

    private PeerConnection? TakeIdle()
    {
        while (_idle.TryPop(out PeerConnection? connection))
        {
            if (connection.Transport.IsQuiet) return connection;
            connection.Transport.Close();
        }

        return null;
    }

    private RequestKind Draw()
    {
        int at = _kinds.Length > 1 ? _random.Below(_shares) : 0;
        foreach (RequestKind kind in _kinds)
        {
            at -= kind.Share;
            if (at < 0) return kind;
        }

        return _kinds[0];
    }

    private ValueTask<bool> PauseAsync(long nanoseconds)
    {
        var pause = new Pause();
        _world.Schedule(_world.Now + nanoseconds, _worker, pause.End);
        return pause.AsTask();
    }
}
