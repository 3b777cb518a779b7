using System;
using System.Collections.Generic;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Tasks;

namespace Gyrfalcon.Proxy.Upstream;

/// <summary>A request's place in a <see cref="PendingQueue"/>. It belongs to its worker; its links belong to whoever holds the queue's gate.</summary>
internal sealed class PendingRequest
{
    private readonly Worker _worker;
    private readonly Action _set;

    internal PendingRequest(Worker worker)
    {
        _worker = worker;
        Signal = new WorkerSignal(worker);
        _set = Signal.Set;
    }

    /// <summary>Awaited by the exchange.</summary>
    internal WorkerSignal Signal { get; }

    /// <summary>The endpoint that its session sticks to; null if any will do.</summary>
    internal Endpoint? Wanted { get; set; }

    /// <summary>Endpoints that will not do, since they were tried. Not changed while it waits.</summary>
    internal List<Endpoint> Tried { get; set; } = [];

    /// <summary>Any endpoint will do.</summary>
    internal bool TakesAny => Wanted is null && Tried.Count == 0;

    internal PendingRequest? Previous { get; set; }

    internal PendingRequest? Following { get; set; }

    /// <summary>It has been told to look, and has not looked yet.</summary>
    internal bool IsWoken { get; set; }

    /// <summary>A place at <paramref name="endpoint"/> would do.</summary>
    internal bool Takes(Endpoint endpoint) => Wanted is { } wanted ? wanted == endpoint : !Tried.Contains(endpoint);

    /// <summary>From any thread.</summary>
    internal void Wake() => _worker.Inbox.Post(_set);
}
