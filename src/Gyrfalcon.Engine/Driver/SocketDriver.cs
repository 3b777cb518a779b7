using System;
using System.Threading.Tasks;
using Gyrfalcon.Engine.Transport;

namespace Gyrfalcon.Engine.Driver;

/// <summary>What the io_uring and the epoll driver share: real sockets, the real clock, the worker they serve.</summary>
internal abstract class SocketDriver : IDriver
{
    private SystemClock _clock;
    private readonly Random _random = new();

    protected SocketDriver(Worker worker)
    {
        Worker = worker;
        _clock.Refresh();
    }

    public abstract string Name { get; }

    public long Now => _clock.Now;

    public DateTime UtcNow => _clock.UtcNow;

    internal Worker Worker { get; }

    protected WakeDescriptor WakeDescriptor { get; } = new();

    public long ReadClock() => SystemClock.Read();

    public ulong NextRandom() => (ulong)_random.NextInt64() << 1 ^ (ulong)_random.NextInt64();

    public IDisposable Listen(ListenSocket socket, int index, Acceptor acceptor)
    {
        int[] descriptors = socket.Take(index);
        return descriptors is [int only] ? Listen(only, acceptor) : new ListeningSet(Array.ConvertAll(descriptors, fd => Listen(fd, acceptor)));
    }

    public ValueTask<Connected> ConnectAsync(Address address, long deadline) => SocketConnect.RunAsync(this, address, deadline);

    public abstract void Turn(long until);

    public void Wake() => WakeDescriptor.Signal();

    public virtual void Dispose() => WakeDescriptor.Dispose();

    /// <summary>Makes a connected (or connecting) descriptor a transport of this driver.</summary>
    internal abstract SocketTransport Adopt(int fd);

    /// <summary>Accepts on a listening descriptor, which it owns from now on.</summary>
    protected abstract IDisposable Listen(int fd, Acceptor acceptor);

    protected void RefreshClock() => _clock.Refresh();

    /// <summary>Milliseconds to sleep, rounded up so that a timer is due on waking; -1 for as long as nothing happens.</summary>
    protected static int MillisecondsUntil(long until)
    {
        if (until == long.MaxValue) return -1;
        long rest = until - SystemClock.Read();
        return rest <= 0 ? 0 : (int)Math.Min(rest / 1_000_000 + 1, 60_000);
    }
}
