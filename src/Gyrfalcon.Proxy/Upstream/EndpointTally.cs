using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;
using Gyrfalcon.Proxy.Telemetry;

namespace Gyrfalcon.Proxy.Upstream;

/// <summary>What came of the attempts at an endpoint. Each worker counts its own, on its own cache line; whoever wants to know sums up.</summary>
public sealed class EndpointTally(int workers, int precision)
{
    private readonly WorkerShare[] _shares = new WorkerShare[workers];
    private readonly LatencyHistogram[] _durations = Begin(workers, precision);

    /// <summary>How long attempts took up to the header block of their response, or to their failure; one for each worker.</summary>
    public IReadOnlyList<LatencyHistogram> Durations => _durations;

    /// <summary>Attempts that have ended with the header block of a response or without; from any thread.</summary>
    public AttemptCounts Sum()
    {
        long attempts = 0;
        long faults = 0;
        for (int i = 0; i < _shares.Length; i++)
        {
            attempts += Volatile.Read(ref _shares[i].Attempts);
            faults += Volatile.Read(ref _shares[i].Faults);
        }

        return new AttemptCounts(attempts, faults);
    }

    /// <summary>An attempt has come so far that it is known to be good or not; on that worker.</summary>
    /// <param name="worker">Its index.</param>
    /// <param name="isFault">It speaks against the endpoint.</param>
    /// <param name="nanoseconds">Since the attempt began.</param>
    internal void Note(int worker, bool isFault, long nanoseconds)
    {
        _durations[worker].Record(nanoseconds);
        ref WorkerShare share = ref _shares[worker];
        Volatile.Write(ref share.Attempts, share.Attempts + 1);
        if (isFault) Volatile.Write(ref share.Faults, share.Faults + 1);
    }

    /// <summary>An attempt that was noted as a success has failed after all.</summary>
    internal void NoteBroken(int worker)
    {
        ref WorkerShare share = ref _shares[worker];
        Volatile.Write(ref share.Faults, share.Faults + 1);
    }

    private static LatencyHistogram[] Begin(int workers, int precision)
    {
        var durations = new LatencyHistogram[workers];
        for (int i = 0; i < workers; i++) durations[i] = new LatencyHistogram(precision);
        return durations;
    }

    /// <summary>On cache lines that no other worker writes.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct WorkerShare
    {
        [FieldOffset(0)]
        internal long Attempts;

        [FieldOffset(8)]
        internal long Faults;
    }
}

/// <summary>Attempts and the faults among them.</summary>
/// <param name="Attempts">All.</param>
/// <param name="Faults">Those that speak against the endpoint: no response, a broken one, or a status that says it failed.</param>
public readonly record struct AttemptCounts(long Attempts, long Faults)
{
    /// <summary>What has been added since.</summary>
    public AttemptCounts Since(AttemptCounts earlier) => new(Attempts - earlier.Attempts, Faults - earlier.Faults);
}
