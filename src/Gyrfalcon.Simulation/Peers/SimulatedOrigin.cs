using System;
using System.Collections.Generic;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Tasks;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Engine.Timers;

namespace Gyrfalcon.Simulation.Peers;

/// <summary>
/// A server of a simulated world. A request names itself and what it wants in its path, <c>/ID/SIZE</c>; the response's body is <see cref="PeerBody"/> of both.
/// </summary>
public sealed class SimulatedOrigin
{
    private static readonly long Patience = 3600L * 1_000_000_000;

    private readonly Worker _worker;
    private readonly SimulatedRandom _random;
    private readonly PeerDoor _door;

    /// <summary>An origin on <paramref name="worker"/>, listening at <paramref name="address"/>.</summary>
    public SimulatedOrigin(SimulatedWorld world, Worker worker, Address address)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(worker);
        _worker = worker;
        _random = world.Random.Fork();
        Address = address;
        _door = new PeerDoor(worker, address, ServeAsync);
        Start(world);
    }

    /// <summary>Where it listens.</summary>
    public Address Address { get; }

    /// <summary>How it answers from now on.</summary>
    public OriginBehaviour Behaviour { get; set; } = new();

    /// <summary>How often each request was received whole, by its number.</summary>
    public Dictionary<long, int> Received { get; } = [];

    /// <summary>Requests whose body was not the one that belongs to their number.</summary>
    public int WrongBodies { get; private set; }

    /// <summary>Listens again after <see cref="Kill"/>.</summary>
    public void Start(SimulatedWorld world) => _door.Open(world);

    /// <summary>Stops listening and resets all connections, as a process that dies does.</summary>
    public void Kill() => _door.Kill();

    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    private async ValueTask<bool> ServeAsync(PeerStream stream)
    {
        while (await AnswerAsync(stream))
        {
        }

        return true;
    }

    /// <summary>True if the connection goes on.</summary>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    private async ValueTask<bool> AnswerAsync(PeerStream stream)
    {
        PeerHead? head = await PeerHead.ReadAsync(stream, _worker.After(Patience));
        byte[]? body = head is null ? null : await head.ReadBodyAsync(stream, _worker.After(Patience));
        if (head is null || body is null) return false;
        if (head.Fields.GetValueOrDefault("user-agent") == "gyr-health") return await AnswerProbeAsync(stream);
        string[] parts = head.StartLine.Split(' ')[1].Split('/');
        long id = long.Parse(parts[1], CultureInfo.InvariantCulture);
        int size = int.Parse(parts[2], CultureInfo.InvariantCulture);
        Received[id] = Received.GetValueOrDefault(id) + 1;
        if (!PeerBody.IsOf(id, body)) WrongBodies++;

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

        if ((fate -= behaviour.GarbageChance) < 0)
        {
            await stream.WriteAsync("what?\r\n"u8.ToArray(), _worker.After(Patience));
            return false;
        }

        bool fails = (fate -= behaviour.ErrorChance) < 0;
        bool cuts = !fails && (fate -= behaviour.CutChance) < 0;
        bool ends = !fails && !cuts && fate - behaviour.CloseChance < 0;
        byte[] answer = fails ? Encoding.Latin1.GetBytes("HTTP/1.1 503 Sick\r\nContent-Length: 0\r\n\r\n") : Answer(head, id, size);
        int length = cuts ? _random.Below(answer.Length) : answer.Length;
        IoStatus sent = await stream.WriteAsync(answer.AsMemory(0, length), _worker.After(Patience));
        return sent == IoStatus.Ok && !cuts && !ends;
    }

    /// <summary>A health check is no request: it is answered as well or as badly as requests are, and not counted.</summary>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    private async ValueTask<bool> AnswerProbeAsync(PeerStream stream)
    {
        double fate = _random.Unit();
        if ((fate -= Behaviour.StallChance) < 0) await stream.Transport.ReceiveAsync(WorkerTimer.Never);
        else await stream.WriteAsync(Encoding.Latin1.GetBytes($"HTTP/1.1 {(fate < Behaviour.ErrorChance ? "503 Sick" : "200 Well")}\r\nContent-Length: 4\r\nConnection: close\r\n\r\nwell"), _worker.After(Patience));
        return false;
    }

    private byte[] Answer(PeerHead head, long id, int size)
    {
        byte[] body = PeerBody.Of(id, size);
        bool chunked = _random.Chance(Behaviour.ChunkedShare);
        string framing = chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {size}";
        var answer = new List<byte>(Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\nX-Id: {id}\r\n{framing}\r\n\r\n"));
        if (head.StartLine.StartsWith("HEAD ", StringComparison.Ordinal)) return [.. answer];
        for (int start = 0; chunked && start < size;)
        {
            int count = Math.Min(size - start, 1 + _random.Below(8192));
            answer.AddRange(Encoding.Latin1.GetBytes($"{count:x}\r\n"));
            answer.AddRange(body.AsSpan(start, count));
            answer.AddRange("\r\n"u8);
            start += count;
        }

        if (!chunked) answer.AddRange(body);
        else if (_random.Chance(Behaviour.GarbleChance)) answer.AddRange("-1\r\n\r\n"u8);
        else answer.AddRange("0\r\n\r\n"u8);
        return [.. answer];
    }
}
