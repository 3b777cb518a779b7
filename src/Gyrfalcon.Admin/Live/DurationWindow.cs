namespace Gyrfalcon.Admin.Live;

/// <summary>The durations of the last ten seconds: those of one second are often too few for a quantile.</summary>
internal sealed class DurationWindow
{
    private const int Seconds = 10;

    private readonly Durations?[] _last = new Durations?[Seconds];
    private int _next;

    /// <summary>Takes in those of another second.</summary>
    /// <returns>The sum of all that are in the window.</returns>
    internal Durations Add(Durations second)
    {
        _last[_next] = second.Total == 0 ? null : second;
        _next = (_next + 1) % Seconds;
        Durations sum = Durations.None;
        foreach (Durations? one in _last)
        {
            if (one is not null) sum = sum.Plus(one);
        }

        return sum;
    }
}
