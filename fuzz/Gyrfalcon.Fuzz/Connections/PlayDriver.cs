using System;
using System.Net;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;

using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Driver;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Engine.Transport;

namespace Gyrfalcon.Fuzz.Connections;

/// <summary>
/// A driver without a kernel. Its sockets are wires to the play that is on; its clock moves only when the play lets time pass or when nothing else
/// is left to happen, so that minutes of timeouts take no time and the same play runs the same way each time.
/// </summary>
internal sealed class PlayDriver(Worker worker) : IDriver
{
    internal static readonly Address OwnAddress = new(IPAddress.Parse("10.0.1.1"), 80);

    private const long Instant = 1_000;

    /// <summary>The wheel goes round once in 2 to the power of this, in nanoseconds.</summary>
    private const int RevolutionShift = 32;

    private ulong _random = 1;
    private bool _pipesRunShort;

    public string Name => "simulated";

    public long Now { get; private set; } = 1_000_000_000;

    public DateTime UtcNow => DateTime.UnixEpoch.AddTicks(Now / 100);

    /// <summary>Accepts clients on the one listener.</summary>
    internal Acceptor? Acceptor { get; private set; }

    /// <summary>What happens now; null between two plays.</summary>
    internal Play? Play { get; private set; }

    /// <summary>Connections that were made and are not closed: a descriptor each, if they were real.</summary>
    internal int OpenTransports { get; set; }

    public long ReadClock() => Now;

    public ulong NextRandom()
    {
        ulong mixed = _random += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    public IDisposable Listen(ListenSocket socket, int index, Acceptor acceptor)
    {
        Acceptor = acceptor;
        return socket;
    }

    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    public async ValueTask<Connected> ConnectAsync(Address address, long deadline)
    {
        ConnectBehaviour behaviour = Play?.NextConnect() ?? ConnectBehaviour.Accept;
        switch (behaviour)
        {
            case ConnectBehaviour.Refuse:
                return new Connected(null, IoStatus.Refused);
            case ConnectBehaviour.Unreachable:
                return new Connected(null, IoStatus.Unreachable);
            case ConnectBehaviour.Exhausted:
                return new Connected(null, IoStatus.Exhausted);
        }

        var wire = new Wire("endpoint");
        var transport = new PlayTransport(this, worker, wire, address);
        if (behaviour == ConnectBehaviour.Wait)
        {
            Play?.AddPending(wire);
            IoStatus status = await transport.WaitWritableAsync(deadline);
            if (status != IoStatus.Ok)
            {
                transport.Close();
                return new Connected(null, status);
            }
        }

        Play?.AddEndpoint(wire);
        return new Connected(transport, IoStatus.Ok);
    }

    public void Turn(long until)
    {
        if (Play is not { } play)
            return;

        NextInstant();
        if (play.SleepsUntil > Now)
            Now = Math.Min(Math.Max(until, Now), play.SleepsUntil);
        else if (play.TryStep())
            return;
        else if (until == long.MaxValue || play.HasLastedTooLong)
            play.End();
        else
            Now = Math.Max(Now, until);
    }

    public void Wake()
    {
        // Nothing sleeps: the stage turns the worker until the play is over.
    }

    public void Dispose()
    {
        // There is nothing but memory.
    }

    /// <summary>Begins a play, from the same random numbers and the same place in the wheel of timers as every other.</summary>
    internal void Begin(Play play)
    {
        _random = 1;
        _pipesRunShort = false;
        Now = ((Now >> RevolutionShift) + 1) << RevolutionShift;
        Play = play;
    }

    /// <summary>The play is over.</summary>
    internal void End() => Play = null;

    /// <summary>Moves the clock by the least that can be told apart.</summary>
    internal long NextInstant() => Now += Instant;

    /// <summary>A client connects.</summary>
    internal void Connect(Wire wire, IPAddress from)
        => Acceptor!.Accept(new PlayTransport(this, worker, wire, new Address(from, 40_000)));

    /// <summary>The next splice finds no pipe.</summary>
    internal void LetPipesRunShort() => _pipesRunShort = true;

    internal bool TakeShortageOfPipes()
    {
        bool taken = _pipesRunShort;
        _pipesRunShort = false;
        return taken;
    }
}

/// <summary>What becomes of a connect to an endpoint.</summary>
internal enum ConnectBehaviour
{
    Accept,
    Refuse,
    Unreachable,
    Exhausted,

    /// <summary>Nothing answers until the play opens the connection, or never.</summary>
    Wait,
}
