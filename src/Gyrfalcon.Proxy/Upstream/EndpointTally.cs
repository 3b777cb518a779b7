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
        long judged = 0;
        long faults = 0;
        long unjudged = 0;
        for (int i = 0; i < _shares.Length; i++)
        {
            judged += Volatile.Read(ref _shares[i].Judged);
            faults += Volatile.Read(ref _shares[i].Faults);
            unjudged += Volatile.Read(ref _shares[i].Unjudged);
        }

        return new AttemptCounts(judged, faults, unjudged);
    }

    /// <summary>Connections that were opened for requests; from any thread.</summary>
    public long Connections
    {
        get
        {
            long sum = 0;
            for (int i = 0; i < _shares.Length; i++) sum += Volatile.Read(ref _shares[i].Connections);
            return sum;
        }
    }

    /// <summary>A connection has been opened; on that worker.</summary>
    internal void NoteConnection(int worker)
    {
        ref WorkerShare share = ref _shares[worker];
        Volatile.Write(ref share.Connections, share.Connections + 1);
    }

    /// <summary>An attempt has come so far that it is known to be good or not; on that worker.</summary>
    /// <param name="worker">Its index.</param>
    /// <param name="isFault">It speaks against the endpoint.</param>
    /// <param name="nanoseconds">Since the attempt began.</param>
    internal void Note(int worker, bool isFault, long nanoseconds)
    {
        _durations[worker].Record(nanoseconds);
        ref WorkerShare share = ref _shares[worker];
        Volatile.Write(ref share.Judged, share.Judged + 1);
        if (isFault) Volatile.Write(ref share.Faults, share.Faults + 1);
    }

    /// <summary>An attempt has ended before it was known to be good or not; on that worker.</summary>
    internal void NoteUnjudged(int worker)
    {
        ref WorkerShare share = ref _shares[worker];
        Volatile.Write(ref share.Unjudged, share.Unjudged + 1);
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
        internal long Judged;

        [FieldOffset(8)]
        internal long Faults;

        [FieldOffset(16)]
        internal long Unjudged;

        [FieldOffset(24)]
        internal long Connections;
    }
}

/// <summary>Attempts and the faults among them.</summary>
/// <param name="Judged">Those that the endpoint answered, or that speak against it.</param>
/// <param name="Faults">Those that speak against the endpoint: no response, a broken one, or a status that says it failed.</param>
/// <param name="Unjudged">Those that ended before the endpoint could show what it is worth: the client went, another endpoint was quicker, a kept connection had been closed meanwhile.</param>
public readonly record struct AttemptCounts(long Judged, long Faults, long Unjudged)
{
    /// <summary>All.</summary>
    public long Attempts => Judged + Unjudged;

    /// <summary>What has been added since.</summary>
    public AttemptCounts Since(AttemptCounts earlier) => new(Judged - earlier.Judged, Faults - earlier.Faults, Unjudged - earlier.Unjudged);
}
