namespace Gyrfalcon.Engine.Driver.Uring;

/// <summary>Which operation of a target a completion belongs to; the low byte of its user data.</summary>
internal enum UringOperation : byte
{
    /// <summary>Nobody waits for it: a close, a cancel, a shutdown.</summary>
    None,
    Receive,

    /// <summary>A send that was tried once and not waited for: it completes only if it failed.</summary>
    SendNow,

    /// <summary>A send that waits in the kernel until it is done.</summary>
    SendWhenWritable,
    PollReadable,
    PollWritable,
    Accept,
    Wake,
}

/// <summary>Something with operations under way in the kernel. Its slot is freed only when none is left, so that a late completion never finds another.</summary>
internal abstract class UringTarget
{
    /// <summary>Index in the driver's table; -1 when it has none.</summary>
    internal int Slot { get; set; } = -1;

    internal abstract void OnCompletion(UringOperation operation, int result, uint flags);
}
