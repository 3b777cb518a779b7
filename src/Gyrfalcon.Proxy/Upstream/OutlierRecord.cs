using System.Threading;

namespace Gyrfalcon.Proxy.Upstream;

/// <summary>What outlier detection knows of an endpoint.</summary>
internal sealed class OutlierRecord
{
    private int _consecutiveFaults;

    /// <summary>When its ejection ends, in nanoseconds of the workers' clock. Under its cluster's gate, as all below.</summary>
    internal long EjectedUntil { get; set; }

    /// <summary>When its last ejection ended, or its repetitions were last reduced.</summary>
    internal long InSince { get; set; }

    /// <summary>How often it was ejected lately: one more with each ejection, one less with each interval that it stayed in.</summary>
    internal int Repetitions { get; set; }

    /// <summary>Its counts at the beginning of the interval.</summary>
    internal AttemptCounts AtInterval { get; set; }

    /// <summary>Faults since the last success.</summary>
    internal int ConsecutiveFaults => Volatile.Read(ref _consecutiveFaults);

    /// <summary>Takes over the record of the same endpoint; <paramref name="counts"/> are its counts now.</summary>
    internal void Succeed(OutlierRecord predecessor, AttemptCounts counts)
    {
        (EjectedUntil, InSince, Repetitions, AtInterval) = (predecessor.EjectedUntil, predecessor.InSince, predecessor.Repetitions, counts);
        _consecutiveFaults = predecessor.ConsecutiveFaults;
    }

    /// <summary>One more in a row; how many that makes.</summary>
    internal int AddFault() => Interlocked.Increment(ref _consecutiveFaults);

    /// <summary>Written only when there is something to forget: successes are many, and the word is shared.</summary>
    internal void ForgetFaults()
    {
        if (Volatile.Read(ref _consecutiveFaults) != 0) Volatile.Write(ref _consecutiveFaults, 0);
    }
}
