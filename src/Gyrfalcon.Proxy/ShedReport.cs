using System;
using System.Globalization;
using System.Threading;
using Gyrfalcon.Proxy.Telemetry;

namespace Gyrfalcon.Proxy;

/// <summary>Tells the operational log what all workers have shed, in one line per kind, at most every ten seconds.</summary>
internal sealed class ShedReport(OperationalLog log, WorkerState[] workers)
{
    private const long Interval = 10_000_000_000;

    private readonly long[] _reported = new long[Enum.GetValues<Shed>().Length];
    private readonly string?[] _details = new string?[Enum.GetValues<Shed>().Length];
    private long _nextLineAt;

    /// <summary>The earliest time of the next line, in nanoseconds of the monotonic clock.</summary>
    internal long NextLineAt => Volatile.Read(ref _nextLineAt);

    /// <summary>The words for the next line of that kind.</summary>
    internal void Describe(Shed kind, string detail) => Volatile.Write(ref _details[(int)kind], detail);

    /// <summary>Writes what has not been reported yet; false if it is too early.</summary>
    internal bool TryWrite(long now)
    {
        long next = NextLineAt;
        if (now < next || Interlocked.CompareExchange(ref _nextLineAt, now + Interval, next) != next) return false;
        foreach (Shed kind in Enum.GetValues<Shed>())
        {
            long total = 0;
            foreach (WorkerState worker in workers) total += worker.Sheds.Of(kind);
            long fresh = total - _reported[(int)kind];
            _reported[(int)kind] = total;
            if (fresh == 0) continue;
            string sentence = Sentence(kind, fresh.ToString(CultureInfo.InvariantCulture), Volatile.Read(ref _details[(int)kind]));

            // Strangers knock everywhere; that is nothing an operator must act upon.
            if (kind == Shed.FailedHandshakes) log.Info(sentence);
            else log.Warn(sentence, Remedy(kind));
        }

        return true;
    }

    private static string Sentence(Shed kind, string count, string? detail) => kind switch
    {
        Shed.ClientLimit => $"overload: {count} connections reset, since their clients have as many as they may; the last: {detail}",
        Shed.Handshakes => $"overload: {count} TLS connections closed before their handshake, for which others wait; {detail}",
        Shed.FailedHandshakes => $"{count} TLS handshakes failed; the last: {detail}",
        Shed.Memory => $"overload: {count} requests answered 503; {detail}",
        Shed.UntrustedPeer => $"proxy-protocol: {count} connections reset, since they came from no trusted proxy; the last: {detail}",
        Shed.ProxyHeader => $"proxy-protocol: {count} connections closed without a request; the last: {detail}",
        _ => $"overload: {detail}; accepting rested {count} times for 100 ms, while further clients wait",
    };

    private static string Remedy(Shed kind) => kind switch
    {
        Shed.ClientLimit => "raise limits.connections-per-client, or, if it is a proxy of yours, name it in trusted-proxies",
        Shed.Handshakes => "if processors are idle, raise limits.tls-handshakes; if not, more machines are needed",
        Shed.UntrustedPeer => "if it is a proxy of yours, name it in trusted-proxies; if clients come straight, set `proxy-protocol: off`",
        Shed.ProxyHeader => "let that proxy begin its connections with a PROXY header, or set `proxy-protocol: off`",
        Shed.ConnectionLimit => "see who holds them (`gyr connections`), or raise limits.connections",
        Shed.Descriptors => "raise LimitNOFILE= of systemd (ulimit -n), or lower limits.connections",
        _ => "see which endpoints or clients are slow (`gyr top`, `gyr connections`), or raise memory",
    };
}
