using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Threading;
using Gyrfalcon.Http;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>The thread that turns the workers' records into lines of JSON and writes them in large pieces.</summary>
public sealed class AccessLogWriter : IDisposable
{
    /// <summary>How long lines may gather before they are written.</summary>
    private static readonly TimeSpan GatherTime = TimeSpan.FromMilliseconds(20);

    /// <summary>A bell may be missed when worker and thread pass each other; no line waits longer than this.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMilliseconds(500);

    /// <summary>How long stopping waits for the last lines to be taken.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(2);

    private readonly Stream _output;
    private readonly OperationalLog _log;
    private readonly List<AccessLogRing> _rings = [];
    private readonly AutoResetEvent _wake = new(false);
    private readonly ManualResetEventSlim _stopping = new(false);
    private readonly Thread _thread;
    private readonly byte[] _record = new byte[16 * 1024];
    private int _asleep;
    private bool _failed;

    /// <summary>Begins to write to <paramref name="output"/>, which it owns.</summary>
    public AccessLogWriter(Stream output, OperationalLog log)
    {
        _output = output;
        _log = log;
        _thread = new Thread(Run) { IsBackground = true, Name = "gyr-access-log" };
    }

    /// <summary>A ring for one more worker; before <see cref="Start"/>.</summary>
    public AccessLogRing AddRing()
    {
        var ring = new AccessLogRing(this);
        _rings.Add(ring);
        return ring;
    }

    /// <summary>Starts the thread.</summary>
    public void Start()
    {
        // An empty line to nowhere: on the JIT the first line loads assemblies, and by then there may be no descriptor left for their files.
        using var json = new Utf8JsonWriter(Stream.Null, new JsonWriterOptions { SkipValidation = true });
        WriteLine(new byte[AccessLogNumbers.Size + 64], new MemoryStream(), json);
        _thread.Start();
    }

    /// <summary>Writes what is left and ends the thread.</summary>
    public void Dispose()
    {
        _stopping.Set();
        _wake.Set();
        if (_thread.IsAlive && !_thread.Join(StopLimit))
        {
            // Whoever should read the log does not; the process ends all the same, and the thread with it.
            _log.Warn("the access log's reader does not take what is left; the last lines are lost");
            return;
        }

        _output.Dispose();
        _wake.Dispose();
        _stopping.Dispose();
    }

    /// <summary>Called by workers after each record; costs a system call only when the thread sleeps.</summary>
    internal void Wake()
    {
        if (Volatile.Read(ref _asleep) != 0 && Interlocked.Exchange(ref _asleep, 0) != 0) _wake.Set();
    }

    private void Run()
    {
        var buffer = new MemoryStream();
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
        while (true)
        {
            bool last = _stopping.IsSet;
            if (!WriteAll(buffer, json))
            {
                if (last) return;
                Volatile.Write(ref _asleep, 1);

                // A record written before the flag was seen rings no bell, so the rings are looked at once more.
                if (!WriteAll(buffer, json)) _wake.WaitOne(LongestSleep);
                Volatile.Write(ref _asleep, 0);
            }
            else if (!last)
            {
                _stopping.Wait(GatherTime);
            }
        }
    }

    private bool WriteAll(MemoryStream buffer, Utf8JsonWriter json)
    {
        bool any = false;
        foreach (AccessLogRing ring in _rings)
        {
            int length;
            while ((length = ring.TryRead(_record)) > 0)
            {
                any = true;
                WriteLine(_record.AsSpan(0, length), buffer, json);
                if (buffer.Length > 256 * 1024) Flush(buffer);
            }
        }

        Flush(buffer);
        return any;
    }

    private void Flush(MemoryStream buffer)
    {
        if (buffer.Length == 0) return;
        try
        {
            if (!_failed) _output.Write(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
            _output.Flush();
        }
        catch (IOException error)
        {
            _failed = true;
            _log.Error($"the access log cannot be written ({error.Message}); its lines are lost from now on");
        }

        buffer.SetLength(0);
    }

    private static void WriteLine(ReadOnlySpan<byte> record, MemoryStream buffer, Utf8JsonWriter json)
    {
        AccessLogNumbers numbers = MemoryMarshal.Read<AccessLogNumbers>(record);
        var texts = new TextReader(record[AccessLogNumbers.Size..]);
        json.Reset(buffer);
        json.WriteStartObject();
        json.WriteString("time", new DateTime(numbers.TimeTicks, DateTimeKind.Utc).ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture));
        json.WriteString("request_id", texts.Next());
        json.WriteString("client", texts.Next());
        json.WriteString("listener", texts.Next());
        WriteOptional(json, "route", texts.Next());
        WriteOptional(json, "cluster", texts.Next());
        WriteOptional(json, "endpoint", texts.Next());
        WriteOptional(json, "method", texts.Next());
        WriteOptional(json, "host", texts.Next());
        WriteOptional(json, "path", texts.Next());
        json.WriteString("protocol", numbers.IsHttp10 ? "HTTP/1.0"u8 : "HTTP/1.1"u8);
        json.WriteNumber("status", numbers.Status);
        if (numbers.Fault != FaultKind.None)
        {
            json.WriteString("fault", FaultTable.Of(numbers.Fault).LogCode);
            WriteOptional(json, "detail", texts.Next());
        }

        json.WriteNumber("bytes_in", numbers.BytesIn);
        json.WriteNumber("bytes_out", numbers.BytesOut);
        json.WriteNumber("attempts", numbers.Attempts);
        json.WriteNumber("request_us", numbers.RequestTime / 1000);
        json.WriteNumber("queue_us", numbers.QueueTime / 1000);
        json.WriteNumber("connect_us", numbers.ConnectTime / 1000);
        json.WriteNumber("response_us", numbers.ResponseTime / 1000);
        json.WriteNumber("total_us", numbers.TotalTime / 1000);
        json.WriteEndObject();
        json.Flush();
        buffer.WriteByte((byte)'\n');
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, ReadOnlySpan<byte> text)
    {
        // Paths and hosts are visible ASCII by the parser's rules; a method refused by it may not be.
        if (!text.IsEmpty) json.WriteString(name, Encoding.Latin1.GetString(text));
    }

    private ref struct TextReader(ReadOnlySpan<byte> rest)
    {
        private ReadOnlySpan<byte> _rest = rest;

        internal ReadOnlySpan<byte> Next()
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(_rest);
            ReadOnlySpan<byte> text = _rest.Slice(2, length);
            _rest = _rest[(2 + length)..];
            return text;
        }
    }
}
