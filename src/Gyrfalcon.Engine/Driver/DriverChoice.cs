using System;
using System.Collections.Generic;
using Gyrfalcon.Engine.Driver.Epoll;
using Gyrfalcon.Engine.Driver.Uring;
using Gyrfalcon.Engine.Transport;

namespace Gyrfalcon.Engine.Driver;

/// <summary>Which driver a process uses, and why.</summary>
public sealed class DriverChoice
{
    private DriverChoice(string name, string? remark, Func<Worker, IDriver> create, bool isStepped = false)
    {
        Name = name;
        Remark = remark;
        Create = create;
        IsStepped = isStepped;
    }

    /// <summary>"io_uring" or "epoll".</summary>
    public string Name { get; }

    /// <summary>Why it is not io_uring, where that was wanted; otherwise null.</summary>
    public string? Remark { get; }

    /// <summary>
    /// The workers have no threads and listening sockets no descriptors: whoever made the driver calls <see cref="Worker.Turn"/>, all on one thread.
    /// </summary>
    public bool IsStepped { get; }

    internal Func<Worker, IDriver> Create { get; }

    /// <summary>Binds an address for <paramref name="workers"/> workers as <see cref="ListenSocket.Bind"/> does; null with the reason in <paramref name="error"/>.</summary>
    public ListenSocket? Bind(Address address, int workers, bool dualStack, out string? error, IReadOnlyList<int>? own = null)
    {
        error = null;
        return IsStepped ? ListenSocket.WithoutDescriptors(address, workers) : ListenSocket.Bind(address, workers, out error, dualStack, own);
    }

    /// <summary>epoll, without asking for anything else.</summary>
    public static DriverChoice Epoll(string? remark = null) => new("epoll", remark, static worker => new EpollDriver(worker));

    /// <summary>io_uring if the kernel grants it and has what is needed; else epoll, with the reason in <see cref="Remark"/>.</summary>
    public static DriverChoice Best()
    {
        string? refusal = UringProbe.Refusal();
        return refusal is null
            ? new DriverChoice("io_uring", null, static worker => new UringDriver(worker))
            : Epoll(refusal);
    }

    /// <summary>A driver made elsewhere that stands in for kernel, clock and network (<see cref="IsStepped"/>).</summary>
    public static DriverChoice Stepped(string name, Func<Worker, IDriver> create) => new(name, null, create, isStepped: true);
}
