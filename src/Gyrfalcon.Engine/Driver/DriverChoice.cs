using System;
using Gyrfalcon.Engine.Driver.Epoll;
using Gyrfalcon.Engine.Driver.Uring;

namespace Gyrfalcon.Engine.Driver;

/// <summary>Which driver a process uses, and why.</summary>
public sealed class DriverChoice
{
    private DriverChoice(string name, string? remark, Func<Worker, IDriver> create)
    {
        Name = name;
        Remark = remark;
        Create = create;
    }

    /// <summary>"io_uring" or "epoll".</summary>
    public string Name { get; }

    /// <summary>Why it is not io_uring, where that was wanted; otherwise null.</summary>
    public string? Remark { get; }

    internal Func<Worker, IDriver> Create { get; }

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

    /// <summary>A driver made elsewhere, such as a simulator's.</summary>
    internal static DriverChoice Custom(string name, Func<Worker, IDriver> create) => new(name, null, create);
}
