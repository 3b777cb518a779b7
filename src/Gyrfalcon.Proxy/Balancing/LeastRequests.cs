using System;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Balancing;

/// <summary>
/// The endpoint with the fewest requests under way for its weight, exactly, over all workers. The endpoints stand in a heap by (requests + 1) / weight; a pick and a release
/// are a few steps in it behind a gate.
/// </summary>
public sealed class LeastRequests : Balancer
{
    private SpinGate _gate;
    private Endpoint[] _heap = [];

    /// <inheritdoc/>
    public override void Arrange(Endpoint[] endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var heap = (Endpoint[])endpoints.Clone();
        _gate.Enter();
        foreach (Endpoint endpoint in _heap) endpoint.Load.HeapIndex = -1;
        _heap = heap;
        for (int i = 0; i < heap.Length; i++) heap[i].Load.HeapIndex = i;
        for (int i = (heap.Length / 2) - 1; i >= 0; i--) SiftDown(i);
        _gate.Leave();
    }

    /// <inheritdoc/>
    public override Endpoint? Pick(in PickContext context)
    {
        _gate.Enter();
        Endpoint? chosen = context.IsFirst && _heap.Length > 0 ? _heap[0] : null;
        if (chosen is not null && !chosen.TryBegin()) chosen = null;
        else if (!context.IsFirst) chosen = TakeLeastUntried(context);
        if (chosen is not null) SiftDown(chosen.Load.HeapIndex);
        _gate.Leave();
        return chosen;
    }

    /// <inheritdoc/>
    public override bool TryTake(Endpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        _gate.Enter();
        bool taken = endpoint.TryBegin();
        if (taken && endpoint.Load.HeapIndex >= 0) SiftDown(endpoint.Load.HeapIndex);
        _gate.Leave();
        return taken;
    }

    /// <inheritdoc/>
    public override void Release(Endpoint endpoint, long nanoseconds, long now)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        _gate.Enter();
        endpoint.Load.End();

        // One that is no longer among the usable is only counted.
        if (endpoint.Load.HeapIndex >= 0) SiftUp(endpoint.Load.HeapIndex);
        _gate.Leave();
    }

    /// <summary>Those that have as many as they may come last: when the first is one of them, all are.</summary>
    private static bool IsLess(Endpoint one, Endpoint other)
    {
        bool isFull = !HasPlace(one);
        return isFull == !HasPlace(other) ? (one.Load.InFlight + 1L) * other.Share < (other.Load.InFlight + 1L) * one.Share : !isFull;
    }

    private static bool HasPlace(Endpoint endpoint)
    {
        int most = endpoint.MaxRequests;
        return most == 0 || endpoint.Load.InFlight < most;
    }

    /// <summary>Looks at all of them, after an attempt that failed.</summary>
    private Endpoint? TakeLeastUntried(in PickContext context)
    {
        Endpoint? least = null;
        foreach (Endpoint endpoint in _heap)
        {
            if (HasPlace(endpoint) && !context.HasTried(endpoint) && (least is null || IsLess(endpoint, least))) least = endpoint;
        }

        return least is not null && least.TryBegin() ? least : null;
    }

    private void SiftDown(int index)
    {
        Endpoint moving = _heap[index];
        while (true)
        {
            int child = (2 * index) + 1;
            if (child >= _heap.Length) break;
            if (child + 1 < _heap.Length && IsLess(_heap[child + 1], _heap[child])) child++;
            if (!IsLess(_heap[child], moving)) break;
            Put(_heap[child], index);
            index = child;
        }

        Put(moving, index);
    }

    private void SiftUp(int index)
    {
        Endpoint moving = _heap[index];
        while (index > 0)
        {
            int parent = (index - 1) / 2;
            if (!IsLess(moving, _heap[parent])) break;
            Put(_heap[parent], index);
            index = parent;
        }

        Put(moving, index);
    }

    private void Put(Endpoint endpoint, int index)
    {
        _heap[index] = endpoint;
        endpoint.Load.HeapIndex = index;
    }
}
