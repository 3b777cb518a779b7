using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Gyrfalcon.Proxy.Telemetry;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Telemetry;

public sealed class RecordRingTests
{
    [Fact]
    public void RecordsComeOutWholeAndInOrderWhereverTheRingEnds()
    {
        var ring = new RecordRing(8);
        var random = new Random(1);
        var expected = new Queue<byte[]>();
        byte[] room = new byte[256];
        for (int i = 0; i < 20_000; i++)
        {
            byte[] record = new byte[random.Next(1, 90)];
            random.NextBytes(record);
            if (ring.TryWrite(record)) expected.Enqueue(record);
            if (random.Next(2) == 0) continue;
            int length = ring.TryRead(room);
            Assert.Equal(expected.TryDequeue(out byte[]? next) ? next : [], room[..length]);
        }

        Assert.True(ring.Dropped > 0);
    }

    [Fact]
    public void WhatDoesNotFitIsDroppedAndCounted()
    {
        var ring = new RecordRing(8);
        Assert.True(ring.TryWrite(new byte[100]));
        Assert.True(ring.TryWrite(new byte[100]));
        Assert.False(ring.TryWrite(new byte[100]));
        Assert.Equal(1, ring.Dropped);
        byte[] room = new byte[256];
        Assert.Equal(100, ring.TryRead(room));
        Assert.True(ring.TryWrite(new byte[100]));
        Assert.Equal((100, 100, 0), (ring.TryRead(room), ring.TryRead(room), ring.TryRead(room)));
    }

    [Fact]
    public async Task AReaderOnAnotherThreadSeesEveryRecordThatWasTaken()
    {
        var ring = new RecordRing(10);
        const int Count = 200_000;
        long written = 0;
        Task writer = Task.Run(() =>
        {
            for (int i = 1; i <= Count; i++)
            {
                byte[] record = new byte[4 + (i % 40)];
                BitConverter.TryWriteBytes(record, i);
                if (ring.TryWrite(record)) written++;
            }
        }, TestContext.Current.CancellationToken);

        byte[] room = new byte[256];
        long read = 0;
        int last = 0;
        while (true)
        {
            bool isOver = writer.IsCompleted;
            int length = ring.TryRead(room);
            if (length == 0)
            {
                if (isOver) break;
                continue;
            }

            int number = BitConverter.ToInt32(room);
            Assert.True(number > last, "out of order");
            Assert.Equal(4 + (number % 40), length);
            last = number;
            read++;
        }

        await writer;
        Assert.Equal((written, Count - written), (read, ring.Dropped));
    }
}
