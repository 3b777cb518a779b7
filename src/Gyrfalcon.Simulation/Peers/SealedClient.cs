using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Engine.Transport;

namespace Gyrfalcon.Simulation.Peers;

/// <summary>A client of a simulated world whose connections are not opened by the proxy, but passed through to an origin that has the name asked for. One after the other; both directions at the same time.</summary>
public sealed class SealedClient
{
    private readonly Worker _worker;
    private readonly SimulatedRandom _random;
    private readonly Address _proxy;
    private readonly ClientBehaviour _behaviour;
    private readonly IReadOnlyList<string> _names;
    private readonly ClientTally _tally;

    /// <summary>A client on <paramref name="worker"/> that connects to the proxy at <paramref name="proxy"/>, asks for one of <paramref name="names"/> each time, and notes what it saw in <paramref name="tally"/>.</summary>
    public SealedClient(SimulatedWorld world, Worker worker, Address proxy, ClientBehaviour behaviour, IReadOnlyList<string> names, ClientTally tally)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(worker);
        _worker = worker;
        _random = world.Random.Fork();
        _proxy = proxy;
        _behaviour = behaviour;
        _names = names;
        _tally = tally;
    }

    /// <summary>It has made all its connections.</summary>
    public bool IsDone { get; private set; }

    /// <summary>The numbers of the connections that ended as they should.</summary>
    public List<long> Good { get; } = [];

    /// <summary>The alerts that it was sent, by the name that it had asked for.</summary>
    public List<(string Name, byte Description)> Alerts { get; } = [];

    /// <summary>Begins.</summary>
    public void Start() => _worker.Spawn(RunAsync());

    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    private async ValueTask<bool> RunAsync()
    {
        for (int i = 0; i < _behaviour.Requests; i++)
        {
            await new Pause(_worker, _random.Between(0, _behaviour.ThinkTime)).AsTask();
            long id = _tally.NextId();
            Verdict verdict = await ConnectAsync(id);
            _tally.Note(id, verdict);
            if (verdict == Verdict.Good) Good.Add(id);
        }

        return IsDone = true;
    }

    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    private async ValueTask<Verdict> ConnectAsync(long id)
    {
        long deadline = _worker.After(_behaviour.Patience);
        Connected connected = await _worker.Driver.ConnectAsync(_proxy, deadline);
        if (connected.Transport is not { } transport) return Verdict.NotConnected;
        var stream = new PeerStream(transport);
        var hello = new SealedHello(id, _random.Below(_behaviour.LargestRequest + 1), _random.Below(_behaviour.LargestResponse + 1));
        string name = _names[_random.Below(_names.Count)];
        byte[] said = [.. hello.Write(name), .. hello.Question];
        if (_random.Chance(_behaviour.VanishChance))
        {
            await stream.WriteAsync(said.AsMemory(0, _random.Below(said.Length)), deadline);
            transport.Abort();
            return Verdict.Vanished;
        }

        _worker.Spawn(SayAsync(stream, hello, said, deadline));
        Verdict verdict = await HearAsync(stream, hello, name, deadline);
        if (verdict == Verdict.Good) transport.Close();
        else transport.Abort();
        return verdict;
    }

    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    private static async ValueTask<bool> SayAsync(PeerStream stream, SealedHello hello, byte[] said, long deadline)
    {
        if (await stream.WriteAsync(said, deadline) != IoStatus.Ok) return false;
        if (hello.ClientEnds) stream.Transport.ShutdownSend();
        return true;
    }

    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    private async ValueTask<Verdict> HearAsync(PeerStream stream, SealedHello hello, string name, long deadline)
    {
        byte[]? first = await stream.ReadExactlyAsync(1, deadline);
        if (first is null) return Missing(stream, Verdict.NoAnswer);
        if (first[0] == SealedHello.Alert)
        {
            byte[]? alert = await stream.ReadExactlyAsync(6, deadline);
            if (alert is null) return Missing(stream, Verdict.CutShort);
            Alerts.Add((name, alert[^1]));
            return Verdict.Refused;
        }

        byte[]? number = await stream.ReadExactlyAsync(SealedHello.AnswerHeader - 1, deadline);
        if (number is null) return Missing(stream, Verdict.CutShort);
        if (first[0] != SealedHello.AnswerPrefix || BinaryPrimitives.ReadInt64BigEndian(number) != hello.Id) return Verdict.NotMine;
        byte[]? body = await stream.ReadExactlyAsync(hello.Down, deadline);
        if (body is null) return Missing(stream, Verdict.CutShort);
        if (!hello.IsAnswer(body) || await stream.ReadExactlyAsync(1, deadline) is not null) return Verdict.WrongBody;
        return stream.Status == IoStatus.Closed ? Verdict.Good : Missing(stream, Verdict.CutShort);
    }

    private static Verdict Missing(PeerStream stream, Verdict verdict) => stream.Status == IoStatus.TimedOut ? Verdict.OutlivedPatience : verdict;
}
