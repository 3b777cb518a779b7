namespace Gyrfalcon.Engine.Transport;

/// <summary>
/// How fast a peer must be, on average over the time in which it is waited for. Immutable; times in nanoseconds.
/// </summary>
/// <param name="BytesPerSecond">The least, at least 1.</param>
/// <param name="Grace">Waiting time that is granted before the first byte counts.</param>
/// <param name="MostCredit">The longest waiting time that a fast peer can lay by.</param>
public sealed record MinimumRate(long BytesPerSecond, long Grace, long MostCredit);
