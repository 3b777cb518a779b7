using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text;
using System.Threading;
using Gyrfalcon.Http;
using Gyrfalcon.Proxy.Exchanges;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>
/// One worker's last exchanges that are worth a look: all that went wrong, and, apart from them so that neither pushes the other out, the slow ones and a sample of the rest. Written by that worker; read from any thread.
/// </summary>
public sealed class RecentExchanges
{
    /// <summary>So many of each are kept.</summary>
    public const int Most = 128;

    /// <summary>Slower ones are kept, and so is one of a hundred.</summary>
    private static readonly AccessLogCondition SlowOrSampled = new(ErrorsLogged.None, 1_000_000_000, 1);

    private static readonly AccessLogRules Rules = new(0, AccessLogForm.Json, LogsQuery: false, null);

    private readonly Ring _failed = new();
    private readonly Ring _others = new();
    private readonly byte[] _record = new byte[AccessLogRecord.LongestRecord];

    /// <summary>Those that are kept, each as the access log writes it in JSON. From any thread.</summary>
    public IReadOnlyList<string> Read()
    {
        var lines = new List<string>();
        var form = new JsonLine();
        _failed.Read(form, lines);
        _others.Read(form, lines);
        return lines;
    }

    /// <summary>Keeps an exchange that ends now, if it is worth it; on its worker.</summary>
    internal void Note(Exchange exchange)
    {
        bool isFailed = exchange.Fault != FaultKind.None || exchange.Status >= 500;
        if (!isFailed && !SlowOrSampled.Wants(exchange)) return;
        ReadOnlySpan<byte> record = _record.AsSpan(0, AccessLogRecord.Write(exchange, Rules, _record, withAttempts: true));
        (isFailed ? _failed : _others).Put(record);
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
