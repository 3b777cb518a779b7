using System;
using System.Buffers;
using System.Text;
using Gyrfalcon.Http;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>One JSON object. Nothing is made a string of on the way, for there may be a line for every request.</summary>
internal sealed class JsonLine : LineForm
{
    /// <summary>More than all names, numbers and marks of a line together.</summary>
    private const int Frame = 2048;

    /// <summary>More than the same of a try.</summary>
    private const int AttemptFrame = 512;

    private readonly JsonTime _time = new();

    internal override void Write(AccessLogRecord record, ArrayBufferWriter<byte> lines)
    {
        int attempts = record.TheAttempts.Count();
        Span<byte> room = lines.GetSpan(Frame + (AttemptFrame * attempts) + (JsonPen.LongestEscape * record.Length));

        // Most lines need no escape, which is seen sooner in all texts at once. The names of endpoints in tries are not among them.
        var pen = new JsonPen(room, isPlain: attempts == 0 && JsonPen.IsPlain(record.AllTexts));
        pen.Raw("{\"time\":\""u8);
        pen.Raw(_time.Of(record.Numbers.TimeTicks));
        WriteNames(ref pen, record);
        WriteNumbers(ref pen, record.Numbers, record.Violation);
        pen.Optional(",\"trace_id\":\""u8, record.TraceId);
        if (attempts > 0) WriteAttempts(ref pen, record.TheAttempts);
        pen.Raw("}\n"u8);
        lines.Advance(pen.Length);
    }

    private static void WriteNames(ref JsonPen pen, AccessLogRecord record)
    {
        pen.Text("\",\"request_id\":\""u8, record.RequestId);
        pen.Text(",\"client\":\""u8, record.Client);
        pen.Optional(",\"peer\":\""u8, record.Peer);
        pen.Text(",\"listener\":\""u8, record.Listener);
        pen.Optional(",\"route\":\""u8, record.Route);
        pen.Optional(",\"cluster\":\""u8, record.Cluster);
        pen.Optional(",\"endpoint\":\""u8, record.Endpoint);
        pen.Optional(",\"method\":\""u8, record.Method);
        pen.Optional(",\"host\":\""u8, record.Host);
        pen.Optional(record.Method.IsEmpty ? ",\"request_line\":\""u8 : ",\"path\":\""u8, record.Target);
        pen.Optional(",\"query\":\""u8, record.Query);
        if (record.Numbers.HasRequestLine) pen.Raw(record.Numbers.IsHttp10 ? ",\"protocol\":\"HTTP/1.0\""u8 : ",\"protocol\":\"HTTP/1.1\""u8);
    }

    private static void WriteNumbers(ref JsonPen pen, in AccessLogNumbers numbers, ReadOnlySpan<byte> violation)
    {
        pen.Number(",\"status\":"u8, numbers.Status);
        if (numbers.Fault != FaultKind.None)
        {
            WriteFault(ref pen, numbers.Fault);
            pen.Optional(",\"detail\":\""u8, violation);
        }

        pen.Number(",\"bytes_in\":"u8, numbers.BytesIn);
        pen.Number(",\"bytes_out\":"u8, numbers.BytesOut);
        pen.Number(",\"attempts\":"u8, numbers.Attempts);
        pen.Number(",\"request_us\":"u8, numbers.RequestTime / 1000);
        pen.Number(",\"queue_us\":"u8, numbers.QueueTime / 1000);
        pen.Number(",\"connect_us\":"u8, numbers.ConnectTime / 1000);
        pen.Number(",\"response_us\":"u8, numbers.ResponseTime / 1000);
        pen.Number(",\"total_us\":"u8, numbers.TotalTime / 1000);
    }

    /// <summary>The tries one by one; the access log does not have them, the last exchanges do.</summary>
    private static void WriteAttempts(ref JsonPen pen, RecordedAttempts attempts)
    {
        ReadOnlySpan<byte> mark = ",\"tries\":[{"u8;
        foreach (RecordedAttempt attempt in attempts)
        {
            AttemptNumbers numbers = attempt.Numbers;
            pen.Raw(mark);
            pen.Text("\"endpoint\":\""u8, attempt.Endpoint);
            pen.Number(",\"began_us\":"u8, numbers.Began / 1000);
            if (numbers.Connected >= 0) pen.Number(",\"connected_us\":"u8, numbers.Connected / 1000);
            if (numbers.Ended >= 0) pen.Number(",\"ended_us\":"u8, numbers.Ended / 1000);
            if (numbers.IsOnKept) pen.Raw(",\"kept_connection\":true"u8);
            if (numbers.IsHedge) pen.Raw(",\"hedge\":true"u8);
            if (numbers.Status != 0) pen.Number(",\"status\":"u8, numbers.Status);
            if (numbers.Fault != FaultKind.None) WriteFault(ref pen, numbers.Fault);
            mark = "},{"u8;
        }

        pen.Raw("}]"u8);
    }

    private static void WriteFault(ref JsonPen pen, FaultKind fault)
    {
        Span<byte> code = stackalloc byte[64];
        Encoding.ASCII.TryGetBytes(FaultTable.Of(fault).LogCode, code, out int length);
        pen.Text(",\"fault\":\""u8, code[..length]);
    }
}
