using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Proxy.Routing;

namespace Gyrfalcon.Proxy.Exchanges;

/// <summary>The mirrored requests of one worker. Its counts may be read from any thread, the rest belongs to the worker.</summary>
public sealed class Mirroring
{
    /// <summary>The most under way on one worker; what comes beyond is skipped.</summary>
    public const int Most = 64;

    private readonly WorkerState _worker;
    private readonly Stack<MirroredRequest> _stock = new();
    private int _underWay;
    private long _sent;
    private long _skipped;
    private long _failed;

    internal Mirroring(WorkerState worker) => _worker = worker;

    /// <summary>Under way now.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>Copies that were answered, whatever the answer.</summary>
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>Copies that were drawn and not made: the body was too large or had not arrived whole, too many were under way, or there was no endpoint with a place.</summary>
    public long Skipped => Volatile.Read(ref _skipped);

    /// <summary>Copies that got no answer, or none in time.</summary>
    public long Failed => Volatile.Read(ref _failed);

    /// <summary>Whether the exchange is among those that are copied; drawn once for each.</summary>
    internal static bool Draws(Exchange exchange)
        => exchange.Route!.Mirror is { } rules && MirrorRules.AreFor(exchange.Request)
            && (((exchange.Worker.Worker.Driver.NextRandom() >> 32) * 100) >> 32) < (ulong)rules.Percent;

    /// <summary>Copies the request of an exchange that was drawn, now that it waits for nothing more. Nothing of it is awaited.</summary>
    internal void Begin(Exchange exchange)
    {
        MirrorRules rules = exchange.Route!.Mirror!;
        BodyRelay body = exchange.RequestBody;
        bool isHere = exchange.RequestIsSent && (body.Bytes == 0 || body.IsHeld);
        bool hasRoom = _underWay < Most && _worker.Memory.Held <= _worker.Memory.Most / 2;
        if (isHere && hasRoom)
        {
            MirroredRequest request = _stock.TryPop(out MirroredRequest? used) ? used : new MirroredRequest(_worker);
            if (request.TryBegin(exchange, rules.Cluster, rules.Timeout))
            {
                Volatile.Write(ref _underWay, _underWay + 1);
                _worker.Worker.Spawn(RunAsync(request));
                return;
            }

            _stock.Push(request);
        }

        Volatile.Write(ref _skipped, _skipped + 1);
    }

    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    private async ValueTask<bool> RunAsync(MirroredRequest request)
    {
        bool answered = false;
        try
        {
            answered = await request.RunAsync();
            _stock.Push(request);
        }
        finally
        {
            Volatile.Write(ref _underWay, _underWay - 1);
            if (answered) Volatile.Write(ref _sent, _sent + 1);
            else Volatile.Write(ref _failed, _failed + 1);
        }

        return answered;
    }
}
