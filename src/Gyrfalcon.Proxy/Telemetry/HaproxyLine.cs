using System;
using System.Buffers;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>HAProxy's <c>option httplog</c> as its <c>log stdout format raw</c> writes it; docs/access-log.md has it field by field.</summary>
internal sealed class HaproxyLine : LineForm
{
    internal override void Write(AccessLogRecord record, ArrayBufferWriter<byte> lines)
    {
        ref readonly AccessLogNumbers numbers = ref record.Numbers;
        lines.Write(record.Client);
        lines.Write(":"u8);
        lines.Number(numbers.ClientPort);
        lines.Write(" ["u8);
        lines.Date(numbers.TimeTicks - numbers.TotalTime / 100, "dd/MMM/yyyy:HH:mm:ss.fff");
        lines.Write("] "u8);
        lines.Write(record.Listener);
        lines.Write(numbers.IsTls ? "~ "u8 : " "u8);
        lines.Write(record.Cluster.IsEmpty ? record.Listener : record.Cluster);
        lines.Write("/"u8);
        lines.Escaped(WithoutScheme(record.Endpoint), "#"u8, "<NOSRV>"u8);
        Timers(numbers, lines);
        lines.Number(numbers.Status == 0 ? -1 : numbers.Status);
        lines.Write(" "u8);
        lines.Number(numbers.BytesOut);
        lines.Write(" - - "u8);
        TerminationState.Write(numbers, isOwnAnswer: record.Cluster.IsEmpty, lines);
        lines.Write(" 0/"u8);
        lines.Number(numbers.ListenerConnections);
        lines.Write("/0/"u8);
        lines.Number(numbers.EndpointRequests);
        lines.Write("/"u8);
        lines.Number(Math.Max(0, numbers.Attempts - 1));
        lines.Write(" 0/0 \""u8);
        if (record.Method.IsEmpty)
        {
            lines.Write("<BADREQ>"u8);
        }
        else
        {
            lines.Escaped(record.Method, "#"u8, default);
            lines.Write(" "u8);
            lines.Escaped(record.Target, "#"u8, default);
            lines.Write(numbers.IsHttp10 ? " HTTP/1.0"u8 : " HTTP/1.1"u8);
        }

        lines.Write("\"\n"u8);
    }

    /// <summary>TR/Tw/Tc/Tr/Ta in milliseconds, −1 for what did not come to pass.</summary>
    private static void Timers(in AccessLogNumbers numbers, ArrayBufferWriter<byte> lines)
    {
        lines.Write(" "u8);
        lines.Number(Milliseconds(numbers, Milestones.Head, numbers.RequestTime));
        lines.Write("/"u8);
        lines.Number(numbers.WasQueued ? numbers.QueueTime / 1_000_000 : Milliseconds(numbers, Milestones.Attempt, numbers.QueueTime));
        lines.Write("/"u8);
        lines.Number(Milliseconds(numbers, Milestones.Connection, numbers.ConnectTime));
        lines.Write("/"u8);
        lines.Number(Milliseconds(numbers, Milestones.Response, numbers.ResponseTime));
        lines.Write("/"u8);
        lines.Number(numbers.TotalTime / 1_000_000);
        lines.Write(" "u8);
    }

    private static long Milliseconds(in AccessLogNumbers numbers, Milestones needed, long time) => (numbers.Reached & needed) == 0 ? -1 : time / 1_000_000;

    private static ReadOnlySpan<byte> WithoutScheme(ReadOnlySpan<byte> url) => url.IndexOf("://"u8) is >= 0 and var colon ? url[(colon + 3)..] : url;
}
