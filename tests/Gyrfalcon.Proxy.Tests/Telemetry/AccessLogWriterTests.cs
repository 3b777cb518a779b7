using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Proxy.Telemetry;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Telemetry;

/// <summary>The thread between the workers and the disk.</summary>
public sealed class AccessLogWriterTests : IDisposable
{
    private readonly StringWriter _told = new();
    private readonly AccessLogWriter _writer;
    private readonly AccessLogRing _ring;
    private int _noted;

    public AccessLogWriterTests()
    {
        _writer = new AccessLogWriter(new OperationalLog(_told));
        _ring = _writer.AddRing();
    }

    public void Dispose()
    {
        _writer.Dispose();
        _told.Dispose();
    }

    [Fact]
    public async Task EveryLineIsWrittenOnce()
    {
        var sink = new TestSink();
        Begin(sink);
        for (int i = 0; i < 100; i++)
        {
            Note(100);
            await Deadline.Until(() => sink.Lines.Length == _noted, "the lines are written");
        }

        Assert.Equal(_noted, sink.Lines.Distinct().Count());
        Assert.Equal(0, _writer.Dropped);
    }

    [Fact]
    public async Task WhatADiskDoesNotTakeIsKeptAndOfferedAgain()
    {
        var sink = new TestSink { Room = 1000 };
        Begin(sink);
        Note(500);
        await Deadline.Until(() => sink.Failures > 3, "it is tried again and again");
        Assert.Equal(1000, sink.Written);
        sink.Room = int.MaxValue;
        await Deadline.Until(() => sink.Lines.Length == 500, "the rest is written");

        Assert.Equal(500, sink.Lines.Distinct().Count());
        Assert.Equal(0, _writer.Dropped);
        await Deadline.Until(() => Told().Contains("is written again; 0 lines were dropped", StringComparison.Ordinal), "the recovery is told");
        Assert.Single(Told().Split('\n'), static line => line.Contains("cannot be written (no room)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WhatThereIsNoRoomForIsDroppedAndCounted()
    {
        var sink = new TestSink { Room = 0 };
        Begin(sink);
        Note(20_000);
        await Deadline.Until(() => sink.Failures > 3, "it is tried again and again");
        long dropped = _writer.Dropped;
        Assert.InRange(dropped, 10_000, 19_999);
        sink.Room = int.MaxValue;
        await Deadline.Until(() => sink.Lines.Length == 20_000 - dropped, "all that was kept is written");
        Assert.Equal(dropped, _writer.Dropped);
        await Deadline.Until(() => Told().Contains($"is written again; {dropped} lines were dropped", StringComparison.Ordinal), "the recovery is told");
    }

    [Fact]
    public async Task ALineIsWholeInTheFileThatIsOpenedInTheMiddleOfIt()
    {
        var sink = new TestSink { Room = 1000 };
        Begin(sink);
        Note(50);
        await Deadline.Until(() => sink.Failures > 0, "the disk is full in the middle of a line");
        sink.NextRoom = int.MaxValue;
        _writer.Reopen();
        await Deadline.Until(() => sink.Lines.Length > 0 && sink.Lines[^1].Contains("/49 ", StringComparison.Ordinal), "the rest is in the new file");
        string[] before = Encoding.ASCII.GetString(sink.Before).Split('\n');
        Assert.Equal(50, before[..^1].Concat(sink.Lines).Distinct().Count());
        Assert.StartsWith(before[^1], sink.Lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task ALogThatChangesLosesNothing()
    {
        var sinks = new List<TestSink>();
        Begin(Add());
        for (int i = 0; i < 20; i++)
        {
            Note(50);
            AccessLogOutput next = _writer.OutputTo(Add(), AccessLogForm.Haproxy);
            _writer.Change(next, rules => _ring.Follow(rules!));
        }

        Note(50);
        await Deadline.Until(() => sinks.Sum(static sink => sink.Lines.Length) == _noted, "every line is somewhere");
        Assert.All(sinks, static sink => Assert.Equal(50, sink.Lines.Length));
        Assert.Contains("\"GET /0 HTTP/1.1\" 200", sinks[0].Lines[0], StringComparison.Ordinal);
        Assert.Contains("- - ---- ", sinks[1].Lines[0], StringComparison.Ordinal);
        await Deadline.Until(() => sinks.Count(static sink => sink.IsDisposed) == 20, "those before are closed");

        TestSink Add()
        {
            sinks.Add(new TestSink());
            return sinks[^1];
        }
    }

    [Fact]
    public async Task OneThatFailsDoesNotHoldUpTheNext()
    {
        Begin(new TestSink { Room = 0 });
        Note(100);
        var next = new TestSink();
        _writer.Change(_writer.OutputTo(next, AccessLogForm.Combined), rules => _ring.Follow(rules!));
        Note(10);
        await Deadline.Until(() => next.Lines.Length == 10, "the lines of the next are written");
        Assert.Equal(100, _writer.Dropped);
    }

    [Fact]
    public async Task AReaderThatBlocksDoesNotHoldUpChanges()
    {
        using var reads = new ManualResetEventSlim();
        var blocked = new TestSink { Reads = reads };
        Begin(blocked);
        Note(10);
        await Deadline.Until(() => blocked.IsBlocked, "the thread is blocked");
        TestSink[] next = [new(), new(), new()];
        foreach (TestSink sink in next)
        {
            _writer.Change(_writer.OutputTo(sink, AccessLogForm.Combined), rules => _ring.Follow(rules!));
            Note(10);
        }

        reads.Set();
        await Deadline.Until(() => next.All(static sink => sink.Lines.Length == 10) && blocked.IsDisposed, "all is written");
        Assert.Equal((10, 0), (blocked.Lines.Length, _writer.Dropped));
    }

    [Fact]
    public async Task ALogIsSwitchedOnAndOff()
    {
        _writer.Begin(null);
        Assert.Null(_writer.Rules);
        var sink = new TestSink();
        _writer.Change(_writer.OutputTo(sink, AccessLogForm.Combined), rules => _ring.Follow(rules!));
        Note(10);
        AccessLogRules? told = _writer.Rules;
        Assert.NotNull(told);
        _writer.Change(null, rules => told = rules);
        await Deadline.Until(() => sink.IsDisposed, "the file is closed");
        Assert.Equal((10, null, null), (sink.Lines.Length, told, _writer.Rules));
        _writer.Change(null, rules => told = rules);
    }

    /// <summary>One worker notes as much as is taken, and more, for as long as anybody likes.</summary>
    [Fact]
    public async Task AWorkerThatNeverEndsLeavesRoomForTheOthers()
    {
        AccessLogRing other = _writer.AddRing();
        byte[] record = [];
        var greedy = new GreedySink(() => _ring.Records.TryAdd(record));
        AccessLogOutput output = _writer.OutputTo(greedy, AccessLogForm.Combined);
        record = new TestRecord { Target = "/many", Output = output.Rules.Output }.Bytes();
        for (int i = 0; i < 1000; i++) _ring.Records.TryAdd(record);
        other.Records.TryAdd(new TestRecord { Target = "/one", Output = output.Rules.Output }.Bytes());
        _writer.Begin(output);
        await Deadline.Until(() => greedy.HasSeenTheOther, "the line of the other worker is written");
        _writer.Reopen();
        await Deadline.Until(() => greedy.IsReopened, "the file is opened again");
        greedy.IsOver = true;
    }

    [Fact]
    public void TheLastLinesAreWrittenAtTheEnd()
    {
        var sink = new TestSink();
        Begin(sink);
        Note(1000);
        _writer.Dispose();
        Assert.Equal(1000, sink.Lines.Length);
        Assert.True(sink.IsDisposed);
    }

    [Fact]
    public void TheEndDoesNotWaitForADiskThatStaysFull()
    {
        var sink = new TestSink { Room = 0 };
        Begin(sink);
        Note(1000);
        _writer.Dispose();
        Assert.Contains("its last 1000 lines are lost", Told(), StringComparison.Ordinal);
        Assert.Equal(1000, _writer.Dropped);
    }

    private string Told()
    {
        // The log's lock is its own; what is being written is seen at the next look.
        lock (_told) return _told.ToString();
    }

    private void Begin(TestSink sink)
    {
        AccessLogOutput output = _writer.OutputTo(sink, AccessLogForm.Combined);
        _writer.Begin(output);
        _ring.Follow(output.Rules);
    }

    private void Note(int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (_ring.Records.TryAdd(new TestRecord { Target = $"/{_noted++}", Output = _writer.Rules!.Output }.Bytes())) _writer.Wake();
        }
    }

    /// <summary>For each line that it takes the worker notes two more.</summary>
    private sealed class GreedySink(Func<bool> note) : LogSink
    {
        internal override string Name => "greedy";

        internal bool HasSeenTheOther { get; private set; }

        internal bool IsReopened { get; private set; }

        internal bool IsOver { get; set; }

        internal override int Write(ReadOnlySpan<byte> lines, bool atLineStart, out string? problem)
        {
            problem = null;
            HasSeenTheOther |= lines.IndexOf("/one"u8) >= 0;
            for (int i = 0; i < 2 * lines.Count((byte)'\n') && !IsOver; i++) note();
            return lines.Length;
        }

        internal override bool Reopen()
        {
            IsReopened = true;
            return false;
        }

        public override void Dispose()
        {
        }
    }

    /// <summary>A disk with so much room, which takes a few bytes at a time.</summary>
    private sealed class TestSink : LogSink
    {
        private readonly object _lock = new();
        private MemoryStream _bytes = new();
        private volatile int _room = int.MaxValue;
        private volatile int _failures;

        internal int Room
        {
            set => _room = value;
        }

        internal int? NextRoom { get; set; }

        internal int Failures => _failures;

        /// <summary>Set when somebody reads.</summary>
        internal ManualResetEventSlim? Reads { get; init; }

        internal bool IsBlocked { get; private set; }

        internal bool IsDisposed { get; private set; }

        internal byte[] Before { get; private set; } = [];

        internal int Written
        {
            get
            {
                lock (_lock) return (int)_bytes.Length;
            }
        }

        internal string[] Lines
        {
            get
            {
                lock (_lock) return Encoding.ASCII.GetString(_bytes.ToArray()).Split('\n')[..^1];
            }
        }

        internal override string Name => "test";

        public override void Dispose() => IsDisposed = true;

        internal override bool Reopen()
        {
            lock (_lock)
            {
                Before = _bytes.ToArray();
                _bytes = new MemoryStream();
                _room = NextRoom ?? _room;
            }

            return true;
        }

        internal override int Write(ReadOnlySpan<byte> lines, bool atLineStart, out string? problem)
        {
            IsBlocked = true;
            Reads?.Wait();
            lock (_lock)
            {
                Assert.Equal(_bytes.Length == 0 || _bytes.GetBuffer()[_bytes.Length - 1] == '\n', atLineStart);
                problem = null;
                int count = (int)Math.Min(Math.Min(lines.Length, 10_000), _room - _bytes.Length);
                if (count > 0)
                {
                    _bytes.Write(lines[..count]);
                    return count;
                }

                problem = "no room";
                _failures++;
                return -1;
            }
        }
    }
}
