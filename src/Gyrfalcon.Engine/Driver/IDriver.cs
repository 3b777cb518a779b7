using System;
using System.Threading.Tasks;
using Gyrfalcon.Engine.Transport;

namespace Gyrfalcon.Engine.Driver;

/// <summary>
/// What a worker uses to reach the world: sockets, the clock, randomness and sleep. There is one for io_uring, one for epoll, and a
/// simulator can stand in for both. Nothing above it asks the kernel, the clock or the random source in another way.
/// All members but <see cref="Wake"/> belong to the worker's thread.
/// </summary>
public interface IDriver : IDisposable
{
    /// <summary>"io_uring", "epoll", …</summary>
    string Name { get; }

    /// <summary>Nanoseconds of a monotonic clock, read once a turn.</summary>
    long Now { get; }

    /// <summary>Nanoseconds of the monotonic clock at this instant; dearer than <see cref="Now"/>.</summary>
    long ReadClock();

    /// <summary>The wall clock of this turn, for logs and dates.</summary>
    DateTime UtcNow { get; }

    /// <summary>64 random bits.</summary>
    ulong NextRandom();

    /// <summary>
    /// Accepts on this worker's sockets of <paramref name="socket"/>, for <paramref name="acceptor"/>, until the result is disposed. Connections that wait in the kernel's queue then are accepted too
    /// before a socket is closed (<see cref="Acceptor.NoteClosed"/>), which may be in a later turn.
    /// </summary>
    IDisposable Listen(ListenSocket socket, int index, Acceptor acceptor);

    /// <summary>Connects to <paramref name="address"/>.</summary>
    ValueTask<Connected> ConnectAsync(Address address, long deadline);

    /// <summary>
    /// One turn: hands over what was queued, waits until something happens or <paramref name="until"/> (nanoseconds of the clock)
    /// has come, and resumes whoever waited for what happened.
    /// </summary>
    void Turn(long until);

    /// <summary>Ends the wait of the current or next turn. May be called from any thread.</summary>
    void Wake();
}
