using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text;
using System.Threading;
using Gyrfalcon.Http;
using Gyrfalcon.Proxy.Exchanges;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>
/// One worker's last exchanges that are worth a look, those of each kind apart, so that none pushes another out: a scanner's requests for nothing do not hide what an endpoint failed. Written by that worker; read from any
/// thread.
/// </summary>
public sealed class RecentExchanges
{
    /// <summary>So many of each kind are kept.</summary>
    public const int Most = 128;

    /// <summary>Slower ones of no route are slow, in nanoseconds.</summary>
    private const long Slow = 1_000_000_000;

    /// <summary>As many of a million are kept whatever they are.</summary>
    private const int SamplePerMillion = 10_000;

    private static readonly AccessLogRules Rules = new(0, AccessLogForm.Json, LogsQuery: false, null);

    /// <summary>One for each kind.</summary>
    private readonly Ring[] _rings = [new(), new(), new(), new(), new()];
    private readonly byte[] _record = new byte[AccessLogRecord.LongestRecord];

    /// <summary>Those that are kept, each as the access log writes it in JSON. From any thread.</summary>
    public IReadOnlyList<string> Read()
    {
        var lines = new List<string>();
        var form = new JsonLine();
        foreach (Ring ring in _rings) ring.Read(form, lines);
        return lines;
    }

    /// <summary>Keeps an exchange that ends now, if it is worth it; on its worker.</summary>
    internal void Note(Exchange exchange)
    {
        RecentKind kind = KindOf(exchange.Status, exchange.Fault, exchange.Attempts, AccessLogCondition.TimeOf(exchange), exchange.Route?.Slow ?? Slow, exchange.RequestId);
        if (kind != RecentKind.None) Put(kind, _record.AsSpan(0, AccessLogRecord.Write(exchange, Rules, _record, withAttempts: true)));
    }

    internal void Put(RecentKind kind, ReadOnlySpan<byte> record) => _rings[(int)kind - 1].Put(record);

    /// <summary>What an exchange is worth a look for: the first that applies.</summary>
    /// <param name="status">As it was answered; 0 without an answer.</param>
    /// <param name="fault">What went wrong.</param>
    /// <param name="attempts">Tries at endpoints.</param>
    /// <param name="time">In nanoseconds.</param>
    /// <param name="slow">One that takes longer is slow, in nanoseconds.</param>
    /// <param name="requestId">32 digits.</param>
    internal static RecentKind KindOf(int status, FaultKind fault, int attempts, long time, long slow, ReadOnlySpan<byte> requestId)
    {
        if (status >= 500 || (fault != FaultKind.None && FaultTable.Of(fault).Side != FaultSide.Client)) return RecentKind.Failed;
        if (fault != FaultKind.None) return RecentKind.Refused;
        if (attempts > 1) return RecentKind.Retried;
        if (time > slow) return RecentKind.Slow;
        return AccessLogCondition.IsInSample(requestId, SamplePerMillion) ? RecentKind.Sampled : RecentKind.None;
    }

    /// <summary>Places for records, the oldest of which is written over. An odd version says that a place is just being written.</summary>
    private sealed class Ring
    {
        private readonly Place[] _places = new Place[Most];
        private int _next;

        internal void Put(ReadOnlySpan<byte> record)
        {
            ref Place place = ref _places[_next];
            _next = (_next + 1) % Most;
            Volatile.Write(ref place.Version, place.Version + 1);
            Interlocked.MemoryBarrier();
            if (place.Bytes is null || place.Bytes.Length < record.Length) place.Bytes = new byte[(record.Length + 255) & ~255];
            record.CopyTo(place.Bytes);
            place.Length = record.Length;
            Volatile.Write(ref place.Version, place.Version + 1);
        }

        internal void Read(JsonLine form, List<string> lines)
        {
            byte[] copy = new byte[AccessLogRecord.LongestRecord];
            for (int i = 0; i < Most; i++)
            {
                ref Place place = ref _places[i];
                int before = Volatile.Read(ref place.Version);
                if (before == 0 || (before & 1) != 0 || place.Bytes is not { } bytes) continue;
                int length = Math.Min(place.Length, bytes.Length);
                bytes.AsSpan(0, length).CopyTo(copy);
                Interlocked.MemoryBarrier();
                if (Volatile.Read(ref place.Version) != before) continue;
                var line = new ArrayBufferWriter<byte>();
                form.Write(new AccessLogRecord(copy.AsSpan(0, length)), line);
                lines.Add(Encoding.UTF8.GetString(line.WrittenSpan[..^1]));
            }
        }

        private struct Place
        {
            internal int Version;
            internal int Length;
            internal byte[]? Bytes;
        }
    }
}
