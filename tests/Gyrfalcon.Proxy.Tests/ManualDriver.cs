using System;
using System.Threading.Tasks;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Driver;
using Gyrfalcon.Engine.Transport;

namespace Gyrfalcon.Proxy.Tests;

/// <summary>A driver that knows the time, as a test sets it, and chance, from a fixed seed; no sockets.</summary>
internal sealed class ManualDriver(int seed = 17) : IDriver
{
    private readonly Random _random = new(seed);

    public string Name => "manual";

    public long Now { get; set; } = 1_000_000_000;

    public DateTime UtcNow => DateTime.UnixEpoch.AddTicks(Now / 100);

    public long ReadClock() => Now;

    public ulong NextRandom() => (ulong)_random.NextInt64(long.MinValue, long.MaxValue);

    public IDisposable Listen(ListenSocket socket, int index, Acceptor acceptor) => throw new NotSupportedException();

    public ValueTask<Connected> ConnectAsync(Address address, long deadline) => throw new NotSupportedException();

    public void Turn(long until) => throw new NotSupportedException();

    public void Wake() => throw new NotSupportedException();

    public void Dispose()
    {
    }
}
