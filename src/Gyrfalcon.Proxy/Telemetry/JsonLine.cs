using System;
using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Gyrfalcon.Http;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>One JSON object.</summary>
internal sealed class JsonLine : LineForm
{
    private readonly Utf8JsonWriter _json = new(new ArrayBufferWriter<byte>(), new JsonWriterOptions { SkipValidation = true });

    internal override void Write(AccessLogRecord record, ArrayBufferWriter<byte> lines)
    {
        Utf8JsonWriter json = _json;
        AccessLogNumbers numbers = record.Numbers;
        json.Reset(lines);
        json.WriteStartObject();
        json.WriteString("time", new DateTime(numbers.TimeTicks, DateTimeKind.Utc).ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture));
        json.WriteString("request_id", record.RequestId);
        json.WriteString("client", record.Client);
        json.WriteString("listener", record.Listener);
        WriteOptional(json, "route", record.Route);
        WriteOptional(json, "cluster", record.Cluster);
        WriteOptional(json, "endpoint", record.Endpoint);
        WriteOptional(json, "method", record.Method);
        WriteOptional(json, "host", record.Host);
        WriteOptional(json, "path", record.Target);
        WriteOptional(json, "query", record.Query);
        json.WriteString("protocol", numbers.IsHttp10 ? "HTTP/1.0"u8 : "HTTP/1.1"u8);
        json.WriteNumber("status", numbers.Status);
        if (numbers.Fault != FaultKind.None)
        {
            json.WriteString("fault", FaultTable.Of(numbers.Fault).LogCode);
            WriteOptional(json, "detail", record.Violation);
        }

        json.WriteNumber("bytes_in", numbers.BytesIn);
        json.WriteNumber("bytes_out", numbers.BytesOut);
        json.WriteNumber("attempts", numbers.Attempts);
        json.WriteNumber("request_us", numbers.RequestTime / 1000);
        json.WriteNumber("queue_us", numbers.QueueTime / 1000);
        json.WriteNumber("connect_us", numbers.ConnectTime / 1000);
        json.WriteNumber("response_us", numbers.ResponseTime / 1000);
        json.WriteNumber("total_us", numbers.TotalTime / 1000);
        WriteOptional(json, "trace_id", record.TraceId);
        WriteAttempts(json, record.TheAttempts);
        json.WriteEndObject();
        json.Flush();
        lines.Write("\n"u8);
    }

    /// <summary>The tries one by one; the access log does not have them, the last exchanges do.</summary>
    private static void WriteAttempts(Utf8JsonWriter json, RecordedAttempts attempts)
    {
        if (attempts.IsEmpty) return;
        json.WriteStartArray("tries");
        foreach (RecordedAttempt attempt in attempts)
        {
            AttemptNumbers numbers = attempt.Numbers;
            json.WriteStartObject();
            WriteOptional(json, "endpoint", attempt.Endpoint);
            json.WriteNumber("began_us", numbers.Began / 1000);
            if (numbers.Connected >= 0) json.WriteNumber("connected_us", numbers.Connected / 1000);
            if (numbers.Ended >= 0) json.WriteNumber("ended_us", numbers.Ended / 1000);
            if (numbers.IsOnKept) json.WriteBoolean("kept_connection", true);
            if (numbers.IsHedge) json.WriteBoolean("hedge", true);
            if (numbers.Status != 0) json.WriteNumber("status", numbers.Status);
            if (numbers.Fault != FaultKind.None) json.WriteString("fault", FaultTable.Of(numbers.Fault).LogCode);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, ReadOnlySpan<byte> text)
    {
        // Paths and hosts are visible ASCII by the parser's rules; a method refused by it may not be.
        if (!text.IsEmpty) json.WriteString(name, Encoding.Latin1.GetString(text));
    }
}
