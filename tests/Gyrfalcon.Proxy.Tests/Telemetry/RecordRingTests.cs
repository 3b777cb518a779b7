using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using Gyrfalcon.Proxy.Telemetry;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Telemetry;

public sealed class RecordRingTests
{
    [Theory]
    [InlineData(8, 89)]
    [InlineData(8, 120)]
    [InlineData(12, 100)]
    public void RecordsComeOutWholeAndInOrderWhereverTheRingEnds(int capacityBits, int longest)
    {
        var ring = new RecordRing(capacityBits, longest);
        var random = new Random(1);
        var expected = new Queue<byte[]>();
        for (int i = 0; i < 20_000; i++)
        {
            byte[] record = new byte[random.Next(1, longest + 1)];
            random.NextBytes(record);
            if (ring.TryAdd(record)) expected.Enqueue(record);
            if (random.Next(2) == 0) continue;
            Assert.Equal(expected.TryDequeue(out byte[]? next) ? next : [], ring.Take());
        }

        while (expected.TryDequeue(out byte[]? next)) Assert.Equal(next, ring.Take());
        Assert.Empty(ring.Take());
        Assert.True(ring.Dropped > 0);
    }

    [Fact]
    public void WhatDoesNotFitIsDroppedAndCounted()
    {
        var ring = new RecordRing(8, 100);
        Assert.True(ring.TryAdd(new byte[100]));
        Assert.True(ring.TryAdd(new byte[100]));
        Assert.False(ring.TryAdd(new byte[1]));
        Assert.Equal(1, ring.Dropped);
        Assert.Equal(100, ring.Take().Length);
        Assert.True(ring.TryAdd(new byte[99]));
        Assert.Equal((100, 99, 0), (ring.Take().Length, ring.Take().Length, ring.Take().Length));
    }

    [Fact]
    public void ARecordThatWasBegunAndNotCommittedIsNotThere()
    {
        var ring = new RecordRing(8, 100);
        ring.Begin().Fill(1);
        Assert.Empty(ring.Take());
        Assert.True(ring.TryAdd([2, 3]));
        Assert.Equal([2, 3], ring.Take());
        Assert.Empty(ring.Take());
    }

    [Fact]
    public void ARecordStaysUntilItIsReleased()
    {
        var ring = new RecordRing(8, 100);
        ring.TryAdd([1, 2, 3]);
        ReadOnlySpan<byte> seen = ring.Peek();
        while (ring.TryAdd([9, 9, 9])) { }

        Assert.Equal([1, 2, 3], seen.ToArray());
        Assert.Equal([1, 2, 3], ring.Peek().ToArray());
        ring.Release();
        Assert.Equal([9, 9, 9], ring.Peek().ToArray());
    }

    [Fact]
    public void WhatIsReadAtOnceTakesTurnsInLittleMemory()
    {
        var ring = new RecordRing(16, 100);
        ref byte first = ref MemoryMarshal.GetReference(ring.Begin());
        long furthest = 0;
        for (int i = 0; i < 5000; i++)
        {
            Span<byte> room = ring.Begin();
            Assert.Equal(100, room.Length);
            furthest = Math.Max(furthest, Unsafe.ByteOffset(ref first, ref MemoryMarshal.GetReference(room)));
            byte[] record = new byte[1 + (i % 100)];
            Array.Fill(record, (byte)i);
            Assert.True(ring.TryAdd(record));
            Assert.Equal(record, ring.Take());
        }

        Assert.InRange(furthest, 1, 2 * 112);
        Assert.Equal(0, ring.Dropped);
    }

    /// <summary>What is jumped over is not lost: wherever the reader catches up, as many records find room as in a new ring, but for those that its end cuts off.</summary>
    [Fact]
    public void AReaderThatCatchesUpLeavesTheWholeRing()
    {
        byte[] record = new byte[100];
        int inANewOne = Fill(new RecordRing(12, 100), record);
        for (int before = 1; before < 100; before++)
        {
            var ring = new RecordRing(12, 100);
            for (int i = 0; i < before; i++)
            {
                Assert.True(ring.TryAdd(record.AsSpan(0, 1 + (i * before % 100))));
                ring.Take();
            }

            Assert.InRange(Fill(ring, record), inANewOne - 2, inANewOne);
        }

        static int Fill(RecordRing ring, byte[] record)
        {
            int count = 0;
            while (ring.TryAdd(record)) count++;
            return count;
        }
    }

    [Fact]
    public async Task AReaderOnAnotherThreadSeesEveryRecordThatWasTaken()
    {
        var ring = new RecordRing(10, 43);
        const int Count = 200_000;
        long written = 0;
        Task writer = Task.Run(() =>
        {
            for (int i = 1; i <= Count; i++)
            {
                byte[] record = new byte[4 + (i % 40)];
                BitConverter.TryWriteBytes(record, i);
                if (ring.TryAdd(record)) written++;
            }
        }, TestContext.Current.CancellationToken);

        long read = 0;
        int last = 0;
        while (true)
        {
            bool isOver = writer.IsCompleted;
            byte[] record = ring.Take();
            if (record.Length == 0)
            {
                if (isOver) break;
                continue;
            }

            int number = BitConverter.ToInt32(record);
            Assert.True(number > last, "out of order");
            Assert.Equal(4 + (number % 40), record.Length);
            last = number;
            read++;
        }

        await writer;
        Assert.Equal((written, Count - written), (read, ring.Dropped));
    }
}
