namespace Gyrfalcon.Engine.Timers;

/// <summary>
/// Something that wants to be called when its time has come. It is a node of its worker's <see cref="TimerWheel"/>, so setting
/// and clearing it allocates nothing.
/// </summary>
public abstract class WorkerTimer
{
    /// <summary>No deadline.</summary>
    public const long Never = long.MaxValue;

    internal WorkerTimer? Previous { get; set; }

    internal WorkerTimer? Following { get; set; }

    /// <summary>The wheel's tick in which the node is looked at; -1 while it is in no list.</summary>
    internal long Tick { get; set; } = -1;

    /// <summary>
    /// The time, in nanoseconds of the worker's clock, at which <see cref="OnDue"/> is wanted; <see cref="Never"/> for not at all.
    /// The wheel asks when it visits the node, so a deadline that moved later costs nothing until then.
    /// </summary>
    protected internal abstract long Due { get; }

    /// <summary>Called on the worker when <see cref="Due"/> has passed.</summary>
    protected internal abstract void OnDue();
}
