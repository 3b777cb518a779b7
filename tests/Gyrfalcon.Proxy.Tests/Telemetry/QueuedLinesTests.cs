using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Proxy.Telemetry;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Telemetry;

public sealed class QueuedLinesTests
{
    [Fact]
    public void WhatWasWrittenIsThereWhenItHasEnded()
    {
        var output = new TestWriter();
        using (var lines = Before(output))
        {
            for (int i = 0; i < 500; i++) lines.WriteLine(string.Create(CultureInfo.InvariantCulture, $"line {i}"));
        }

        Assert.Equal(Enumerable.Range(0, 500).Select(static i => string.Create(CultureInfo.InvariantCulture, $"line {i}")), output.Lines);
    }

    [Fact]
    public async Task NobodyWaitsForAReaderThatStopsAndIsToldWhatWasLost()
    {
        using var reads = new ManualResetEventSlim(false);
        var output = new TestWriter(reads);
        using QueuedLines lines = Before(output);

        // One is in the reader's hands.
        lines.WriteLine("first");
        await Deadline.Until(() => output.IsBlocked, "the thread is in the write");
        for (int i = 0; i < QueuedLines.Capacity + 7; i++) lines.WriteLine("line");
        reads.Set();
        await Deadline.Until(() => output.Lines.Length == 1 + QueuedLines.Capacity + 1, "those that waited are written");
        Assert.Equal("7 lost", output.Lines[^1]);
        lines.WriteLine("after");
        await Deadline.Until(() => output.Lines[^1] == "after", "it goes on");
    }

    [Fact]
    public async Task TheEndDoesNotWaitForEver()
    {
        using var reads = new ManualResetEventSlim(false);
        var output = new TestWriter(reads);
        QueuedLines lines = Before(output);
        lines.WriteLine("first");
        await Deadline.Until(() => output.IsBlocked, "the thread is in the write");
        await Deadline.Within(lines.DisposeAsync().AsTask(), "the end");
        lines.WriteLine("late");
        Assert.Empty(output.Lines);
        reads.Set();
    }

    [Fact]
    public async Task AReaderThatHasGoneEndsNothing()
    {
        var output = new TestWriter { HasNoReader = true };
        using QueuedLines lines = Before(output);
        lines.WriteLine("first");
        await Deadline.Until(() => output.IsBlocked, "it is tried");
        output.HasNoReader = false;
        lines.WriteLine("second");
        await Deadline.Until(() => output.Lines.Contains("second"), "the next is written");
    }

    private static QueuedLines Before(TextWriter output) => new(output, static lost => string.Create(CultureInfo.InvariantCulture, $"{lost} lost\n"));

    private sealed class TestWriter(ManualResetEventSlim? reads = null) : StringWriter(CultureInfo.InvariantCulture)
    {
        private readonly object _lock = new();
        private readonly StringBuilder _text = new();

        internal bool IsBlocked { get; private set; }

        internal bool HasNoReader { get; set; }

        internal string[] Lines
        {
            get
            {
                lock (_lock) return _text.ToString().Split('\n')[..^1];
            }
        }

        public override void Write(string? value)
        {
            IsBlocked = true;
            reads?.Wait();
            if (HasNoReader) throw new IOException("gone");
            lock (_lock) _text.Append(value);
        }
    }
}
