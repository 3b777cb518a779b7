using System;
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

    /// <summary>It would not take a place at any endpoint: it has tried some already, or wants one of them. Set before it joins.</summary>
    internal bool IsPicky { get; set; }

    /// <summary>The queue's count of news when it last looked.</summary>
    internal int News { get; set; }

    internal PendingRequest? Previous { get; set; }

    internal PendingRequest? Following { get; set; }

    /// <summary>It has been told to look, and has not looked yet.</summary>
    internal bool IsWoken { get; set; }

    /// <summary>From any thread.</summary>
    internal void Wake() => _worker.Inbox.Post(_set);
}
