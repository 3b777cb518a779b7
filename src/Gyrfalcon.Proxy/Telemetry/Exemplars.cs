using System;
using System.Text;
using System.Threading;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>For each bucket of a histogram the last exchange in it that was recorded as a trace. Written by one worker; read from any thread.</summary>
public sealed class Exemplars
{
    private readonly Place[] _places;

    internal Exemplars(int buckets) => _places = new Place[buckets];

    /// <summary>The one of a bucket; null if there is none, or it is just being replaced.</summary>
    public Exemplar? Of(int bucket)
    {
        ref Place place = ref _places[bucket];
        int before = Volatile.Read(ref place.Version);
        if (before == 0 || (before & 1) != 0) return null;
        Span<byte> traceId = stackalloc byte[32];
        ((ReadOnlySpan<byte>)place.TraceId).CopyTo(traceId);
        (double seconds, long endedAt) = (place.Seconds, place.EndedAt);
        Interlocked.MemoryBarrier();
        return Volatile.Read(ref place.Version) == before ? new Exemplar(Encoding.ASCII.GetString(traceId), seconds, new DateTime(endedAt, DateTimeKind.Utc)) : null;
    }

    /// <summary>An odd version says that a place is just being written.</summary>
    internal void Put(int bucket, ReadOnlySpan<byte> traceId, double seconds, long endedAt)
    {
        ref Place place = ref _places[bucket];
        Volatile.Write(ref place.Version, place.Version + 1);
        Interlocked.MemoryBarrier();
        place.TraceId ??= new byte[32];
        traceId.CopyTo(place.TraceId);
        place.Seconds = seconds;
        place.EndedAt = endedAt;
        Volatile.Write(ref place.Version, place.Version + 1);
    }

    private struct Place
    {
        internal int Version;
        internal byte[]? TraceId;
        internal double Seconds;
        internal long EndedAt;
    }
}

/// <summary>An exchange that stands for others.</summary>
/// <param name="TraceId">Its trace, 32 hexadecimal digits.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="EndedAt">When it ended, UTC.</param>
public sealed record Exemplar(string TraceId, double Seconds, DateTime EndedAt);
