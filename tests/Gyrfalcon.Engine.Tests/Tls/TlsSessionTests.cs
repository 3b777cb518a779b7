using System;
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
}
