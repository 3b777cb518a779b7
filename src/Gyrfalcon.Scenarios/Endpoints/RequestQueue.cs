using System;
using System.Collections.Generic;
using Gyrfalcon.Engine;
using Gyrfalcon.Simulation;

namespace Gyrfalcon.Scenarios.Endpoints;

/// <summary>
/// What an endpoint works on and what waits, first come, first served. Requests whose sender has gone are worked on all the same.
/// </summary>
internal sealed class RequestQueue(SimulatedWorld world, Worker worker, SimulatedRandom random, EndpointBehaviour behaviour)
{
    private readonly Queue<QueuedRequest> _waiting = new();
    private readonly Queue<QueuedRequest> _held = new();
    private readonly HashSet<QueuedRequest> _inside = [];
    private int _busy;
    private long _served;
    private long _started = world.Now;
    private bool _isHanging;

    /// <summary>How many times as long everything takes.</summary>
    internal double Slowness { get; set; } = 1;

    /// <summary>Share of requests answered 500, besides those of the behaviour.</summary>
    internal double ErrorShare { get; set; }

    /// <summary>Nothing is answered.</summary>
    internal bool IsHanging
    {
        get => _isHanging;
        set
        {
            _isHanging = value;
            while (!_isHanging && _held.TryDequeue(out QueuedRequest? request)) request.Resume();
        }
    }

    /// <summary>Takes a request in, answers it at once, or lets it wait.</summary>
    internal void Enter(QueuedRequest request)
    {
        if (_isHanging)
        {
            request.Resume = () => Enter(request);
            _held.Enqueue(request);
        }
        else if (random.Chance(1 - ((1 - behaviour.Errors) * (1 - ErrorShare))))
        {
            request.Answer(Reply.Error);
        }
        else if (_busy < behaviour.Concurrency)
        {
            Work(request);
        }
        else if (_waiting.Count < behaviour.Queue)
        {
            _inside.Add(request);
            _waiting.Enqueue(request);
        }
        else
        {
            request.Answer(Reply.Full);
        }
    }

    /// <summary>Loses everything, as a process that dies does, and is cold again.</summary>
    internal void Clear()
    {
        QueuedRequest[] lost = [.. _inside, .. _held];
        Array.ForEach(lost, static request => request.Abandon());
        _inside.Clear();
        _waiting.Clear();
        _held.Clear();
        _busy = 0;
        _served = 0;
        _started = world.Now;
    }

    private void Work(QueuedRequest request)
    {
        _busy++;
        _inside.Add(request);
        _served++;
        long life = request.Life;
        double time = behaviour.ServiceTime.Draw(random) * Slowness * Warmth();
        request.Resume = () => Finish(request, life);
        world.Schedule(world.Now + (long)time, worker, request.Resume);
    }

    private void Finish(QueuedRequest request, long life)
    {
        if (request.Life != life) return;
        if (_isHanging)
        {
            _held.Enqueue(request);
            return;
        }

        _busy--;
        _inside.Remove(request);
        if (_waiting.TryDequeue(out QueuedRequest? next)) Work(next);
        request.Answer(Reply.Ok);
    }

    /// <summary>The factor of an endpoint that is not warm yet: from the behaviour's down to 1.</summary>
    private double Warmth()
    {
        if (behaviour.WarmUpFactor <= 1) return 1;
        double progress = Math.Max((world.Now - _started) / (double)behaviour.WarmUpTime, _served / (double)behaviour.WarmUpRequests);
        return progress >= 1 ? 1 : 1 + ((behaviour.WarmUpFactor - 1) * (1 - progress));
    }
}
