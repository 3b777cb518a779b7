using System;
using System.Buffers;
using System.Text;
using System.Text.Json;
using Gyrfalcon.Http;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>One JSON object. Nothing is made a string of on the way, for there may be a line for every request.</summary>
internal sealed class JsonLine : LineForm
{
    private static readonly JsonEncodedText Time = Name("time"), RequestId = Name("request_id"), Client = Name("client"), Listener = Name("listener"), Route = Name("route"), Cluster = Name("cluster"), Endpoint = Name("endpoint");
    private static readonly JsonEncodedText Method = Name("method"), Host = Name("host"), Path = Name("path"), Query = Name("query"), Protocol = Name("protocol"), Status = Name("status"), Fault = Name("fault"), Detail = Name("detail");
    private static readonly JsonEncodedText BytesIn = Name("bytes_in"), BytesOut = Name("bytes_out"), Attempts = Name("attempts"), TraceId = Name("trace_id"), Http10 = Name("HTTP/1.0"), Http11 = Name("HTTP/1.1");
    private static readonly JsonEncodedText RequestTime = Name("request_us"), QueueTime = Name("queue_us"), ConnectTime = Name("connect_us"), ResponseTime = Name("response_us"), TotalTime = Name("total_us");

    private readonly Utf8JsonWriter _json = new(new ArrayBufferWriter<byte>(), new JsonWriterOptions { SkipValidation = true });

    internal override void Write(AccessLogRecord record, ArrayBufferWriter<byte> lines)
    {
        Utf8JsonWriter json = _json;
        AccessLogNumbers numbers = record.Numbers;
        json.Reset(lines);
        json.WriteStartObject();
        WriteTime(json, numbers.TimeTicks);
        json.WriteString(RequestId, record.RequestId);
        json.WriteString(Client, record.Client);
        json.WriteString(Listener, record.Listener);
        WriteOptional(json, Route, record.Route);
        WriteOptional(json, Cluster, record.Cluster);
        WriteOptional(json, Endpoint, record.Endpoint);
        WriteOptional(json, Method, record.Method);
        WriteOptional(json, Host, record.Host);
        WriteOptional(json, Path, record.Target);
        WriteOptional(json, Query, record.Query);
        json.WriteString(Protocol, numbers.IsHttp10 ? Http10 : Http11);
        json.WriteNumber(Status, numbers.Status);
        if (numbers.Fault != FaultKind.None)
        {
            json.WriteString(Fault, FaultTable.Of(numbers.Fault).LogCode);
            WriteOptional(json, Detail, record.Violation);
        }

        json.WriteNumber(BytesIn, numbers.BytesIn);
        json.WriteNumber(BytesOut, numbers.BytesOut);
        json.WriteNumber(Attempts, numbers.Attempts);
        json.WriteNumber(RequestTime, numbers.RequestTime / 1000);
        json.WriteNumber(QueueTime, numbers.QueueTime / 1000);
        json.WriteNumber(ConnectTime, numbers.ConnectTime / 1000);
        json.WriteNumber(ResponseTime, numbers.ResponseTime / 1000);
        json.WriteNumber(TotalTime, numbers.TotalTime / 1000);
        WriteOptional(json, TraceId, record.TraceId);
        WriteAttempts(json, record.TheAttempts);
        json.WriteEndObject();
        json.Flush();
        lines.Write("\n"u8);
    }

    private static JsonEncodedText Name(string name) => JsonEncodedText.Encode(name);

    /// <summary>To the microsecond, RFC 3339.</summary>
    private static void WriteTime(Utf8JsonWriter json, long ticks)
    {
        Span<byte> text = stackalloc byte[32];

        // The round-trip format has a digit more, and is written many times faster than one that is made to measure.
        new DateTime(ticks, DateTimeKind.Utc).TryFormat(text, out int length, "O");
        text[length - 2] = (byte)'Z';
        json.WriteString(Time, text[..(length - 1)]);
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
            WriteOptional(json, Endpoint, attempt.Endpoint);
            json.WriteNumber("began_us", numbers.Began / 1000);
            if (numbers.Connected >= 0) json.WriteNumber("connected_us", numbers.Connected / 1000);
            if (numbers.Ended >= 0) json.WriteNumber("ended_us", numbers.Ended / 1000);
            if (numbers.IsOnKept) json.WriteBoolean("kept_connection", true);
            if (numbers.IsHedge) json.WriteBoolean("hedge", true);
            if (numbers.Status != 0) json.WriteNumber(Status, numbers.Status);
            if (numbers.Fault != FaultKind.None) json.WriteString(Fault, FaultTable.Of(numbers.Fault).LogCode);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteOptional(Utf8JsonWriter json, JsonEncodedText name, ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty) return;

        // Paths and hosts are visible ASCII by the parser's rules; a method refused by it may not be.
        if (Ascii.IsValid(text)) json.WriteString(name, text);
        else json.WriteString(name, Encoding.Latin1.GetString(text));
    }
}
