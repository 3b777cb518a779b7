using System;
using System.Collections.Generic;
using System.Linq;
using Gyrfalcon.Engine.Buffers;
using Gyrfalcon.Engine.Tls;
using Xunit;

namespace Gyrfalcon.Engine.Tests.Tls;

/// <summary>Sessions without a wire: every cut of what arrives, every way to end, and nothing left behind.</summary>
public sealed class TlsSessionTests
{
    private readonly BufferPool _buffers = new();

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(100)]
    public void A_handshake_and_what_follows_are_the_same_in_any_pieces(int pieces)
    {
        using var pair = new TlsPair(_buffers);
        Assert.Equal((TlsStep.Done, TlsStep.Done), pair.Handshake(pieces));
        Assert.Equal("a.example", pair.Server.ServerName);
        foreach (int size in new[] { 1, 16_383, 16_384, 16_385, 100_000 })
        {
            byte[] bytes = [.. Enumerable.Range(0, size).Select(static i => (byte)(i * 7))];
            Assert.True(pair.Client.Write(bytes));
            Assert.Equal(bytes, pair.Deliver(pair.Client, pair.Server, out TlsStep last, pieces));
            Assert.Equal(TlsStep.WantsInput, last);
            Assert.True(pair.Server.Write(bytes));
            Assert.Equal(bytes, pair.Deliver(pair.Server, pair.Client, out _, pieces));
        }
    }

    [Fact]
    public void The_end_behind_data_is_told_after_it()
    {
        using var pair = new TlsPair(_buffers);
        pair.Handshake();
        Assert.True(pair.Server.Write("last"u8));
        pair.Server.End();
        Assert.Equal("last"u8.ToArray(), pair.Deliver(pair.Server, pair.Client, out TlsStep last));
        Assert.Equal(TlsStep.Closed, last);
        Assert.True(pair.Client.HasInput);
    }

    [Fact]
    public void A_certificate_for_another_name_is_refused()
    {
        using var pair = new TlsPair(_buffers, "b.example");
        Assert.Equal(TlsStep.Failed, pair.Handshake().Client);
        Assert.True(pair.Client.IsCertificateRefused);
    }

    [Fact]
    public void A_spoilt_byte_anywhere_ends_the_handshake_or_is_of_no_account_and_the_next_session_is_well()
    {
        for (int at = 0; at < 1200; at += 3)
        {
            using (var spoilt = new TlsPair(_buffers)) spoilt.Handshake(spoil: (position, value) => position == at ? (byte)(value ^ 0x55) : value);
            using var next = new TlsPair(_buffers);
            Assert.Equal((TlsStep.Done, TlsStep.Done), next.Handshake());
        }
    }

    [Fact]
    public void Garbage_fails_and_is_not_answered_with_anything_but_an_alert()
    {
        var random = new Random(58);
        for (int i = 0; i < 500; i++)
        {
            using var pair = new TlsPair(_buffers);
            IoBuffer garbage = _buffers.Rent();
            byte[] bytes = new byte[random.Next(1, 2000)];
            random.NextBytes(bytes);
            if (i % 2 == 0) bytes[0] = 22;
            garbage.Append(bytes);
            pair.Server.Put(garbage);
            TlsStep step = pair.Server.Handshake();
            Assert.NotEqual(TlsStep.Done, step);
            int answered = 0;
            while (pair.Server.TakeOutgoing() is { } sent)
            {
                answered += sent.Length;
                sent.Release();
            }

            Assert.InRange(answered, 0, 7);
        }
    }

    [Fact]
    public void Nothing_is_left_behind_whatever_a_session_has_come_to()
    {
        Use(500);
        long before = ResidentBytes();
        Use(10_000);
        Assert.Equal(0, _buffers.Outstanding);

        // A session is some 30 kB: a tenth of them lost would be 30 MB.
        Assert.InRange(ResidentBytes() - before, long.MinValue, 20_000_000);
    }

    private void Use(int count)
    {
        var ends = new List<Action<TlsPair>>
        {
            static _ => { },
            static pair => pair.Client.Handshake(),
            static pair => pair.Handshake(),
            static pair => pair.Handshake(spoil: static (position, value) => position == 200 ? (byte)~value : value),
            pair =>
            {
                pair.Handshake();
                pair.Client.Write(new byte[40_000]);
                pair.Client.End();
            },
        };
        for (int i = 0; i < count; i++)
        {
            using var pair = new TlsPair(_buffers);
            ends[i % ends.Count](pair);
        }
    }

    private static long ResidentBytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
