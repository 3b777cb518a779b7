namespace Gyrfalcon.Engine.Native;

/// <summary>Linux error numbers that the engine tells apart (errno(3)).</summary>
internal static class Errno
{
    internal const int Perm = 1, NoEnt = 2, Intr = 4, NoDevice = 6, Again = 11, NoMem = 12, Access = 13, Busy = 16, Inval = 22, NFile = 23, MFile = 24;
    internal const int Pipe = 32, Protocol = 71, NoSys = 38, OpNotSupp = 95, AddrInUse = 98, AddrNotAvail = 99;
    internal const int NetDown = 100, NetUnreach = 101, ConnAborted = 103, ConnReset = 104, NoBufs = 105, NotConn = 107;
    internal const int TimedOut = 110, ConnRefused = 111, HostUnreach = 113, InProgress = 115, Canceled = 125, AfNoSupport = 97;

    /// <summary>The meaning of an error number for whoever uses a transport.</summary>
    internal static IoStatus ToStatus(int errno) => errno switch
    {
        0 => IoStatus.Ok,
        ConnReset or Pipe or ConnAborted => IoStatus.Reset,
        ConnRefused => IoStatus.Refused,
        TimedOut => IoStatus.TimedOut,
        NetUnreach or HostUnreach or NetDown or AddrNotAvail or AfNoSupport => IoStatus.Unreachable,
        MFile or NFile or NoMem or NoBufs => IoStatus.Exhausted,
        Canceled => IoStatus.Aborted,
        _ => IoStatus.Failed,
    };
}
