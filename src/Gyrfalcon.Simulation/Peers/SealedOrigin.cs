using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Engine.Timers;

namespace Gyrfalcon.Simulation.Peers;

/// <summary>A server of a simulated world whose connections are passed through to it, by one of its names. It knows of every byte what it must be.</summary>
public sealed class SealedOrigin
{
    private static readonly long Patience = 3600L * 1_000_000_000;

    private readonly Worker _worker;
    private readonly SimulatedRandom _random;
    private readonly IReadOnlyList<string> _names;
    private readonly List<string> _wrong = [];
    private readonly PeerDoor _door;

    /// <summary>An origin on <paramref name="worker"/>, listening at <paramref name="address"/>, for clients that ask for one of <paramref name="names"/>, spelled so.</summary>
    public SealedOrigin(SimulatedWorld world, Worker worker, Address address, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(worker);
        _worker = worker;
        _random = world.Random.Fork();
        _names = names;
        Address = address;
        _door = new PeerDoor(worker, address, ServeAsync);
        Start(world);
    }

    /// <summary>Where it listens.</summary>
    public Address Address { get; }

    /// <summary>How it behaves from now on: its times, and the chances of resets, stalls and cuts.</summary>
    public OriginBehaviour Behaviour { get; set; } = new();

    /// <summary>The numbers of the connections whose hello came whole, in the order in which they came.</summary>
    public List<long> Begun { get; } = [];

    /// <summary>The numbers of those of which everything came whole, and was answered whole.</summary>
    public HashSet<long> Completed { get; } = [];

    /// <summary>What came that cannot have been meant for it, in words.</summary>
    public IReadOnlyList<string> Wrong => _wrong;

    /// <summary>Listens again after <see cref="Kill"/>.</summary>
    public void Start(SimulatedWorld world) => _door.Open(world);

    /// <summary>Stops listening and resets all connections, as a process that dies does.</summary>
    public void Kill() => _door.Kill();

    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    private async ValueTask<bool> ServeAsync(PeerStream stream)
    {
        if (await ReadHelloAsync(stream) is { } hello && await TalkAsync(stream, hello)) Completed.Add(hello.Id);
        return true;
    }

    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    private async ValueTask<SealedHello?> ReadHelloAsync(PeerStream stream)
    {
        var records = new List<byte>();
        var message = new List<byte>();
        while (!SealedHello.IsWhole(message.ToArray()))
        {
            byte[]? header = await stream.ReadExactlyAsync(SealedHello.HeaderLength, _worker.After(Patience));
            byte[]? content = header is null ? null : await stream.ReadExactlyAsync(SealedHello.LengthOf(header), _worker.After(Patience));
            if (header is null || content is null) return null;
            records.AddRange(header);
            records.AddRange(content);
            message.AddRange(content);
        }

        SealedHello? hello = SealedHello.Read(records.ToArray(), message.ToArray(), _names);
        if (hello is null) _wrong.Add($"{Address} got a hello that is torn or for another");
        else Begun.Add(hello.Id);
        return hello;
    }

    /// <summary>Everything came and went.</summary>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    private async ValueTask<bool> TalkAsync(PeerStream stream, SealedHello hello)
    {
        OriginBehaviour behaviour = Behaviour;
        await new Pause(_worker, behaviour.ServiceTime + _random.Between(0, behaviour.ServiceSpread)).AsTask();
        double fate = _random.Unit();
        if ((fate -= behaviour.ResetChance) < 0)
        {
            stream.Transport.Abort();
            return false;
        }

        if ((fate -= behaviour.StallChance) < 0)
        {
            await stream.Transport.ReceiveAsync(WorkerTimer.Never);
            return false;
        }

        byte[] answer = hello.Answer;
        if (fate - behaviour.CutChance < 0)
        {
            await stream.WriteAsync(answer.AsMemory(0, _random.Below(answer.Length)), _worker.After(Patience));
            stream.Transport.Abort();
            return false;
        }

        if (!hello.AnswersAtOnce && !await HearAsync(stream, hello)) return false;
        if (await stream.WriteAsync(answer, _worker.After(Patience)) != IoStatus.Ok) return false;
        if (hello.AnswersAtOnce && !await HearAsync(stream, hello)) return false;
        if (!hello.ClientEnds) return true;
        if (await stream.ReadExactlyAsync(1, _worker.After(Patience)) is null) return stream.Status == IoStatus.Closed;
        _wrong.Add($"{Address} got more of connection {hello.Id} than there is");
        return false;
    }

    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    private async ValueTask<bool> HearAsync(PeerStream stream, SealedHello hello)
    {
        byte[]? heard = await stream.ReadExactlyAsync(hello.Up, _worker.After(Patience));
        if (heard is null) return false;
        if (PeerBody.IsOf(hello.Id, heard)) return true;
        _wrong.Add($"{Address} got other bytes of connection {hello.Id} than were sent");
        return false;
    }
}
