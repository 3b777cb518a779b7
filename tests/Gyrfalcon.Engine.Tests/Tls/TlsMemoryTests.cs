using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gyrfalcon.Engine.Buffers;
using Gyrfalcon.Engine.Tls;
using Xunit;

namespace Gyrfalcon.Engine.Tests.Tls;

/// <summary>What OpenSSL holds is no concern of the garbage collector's, so it is looked for in the C library's heap; alone, for others use that too.</summary>
[Collection(nameof(Alone))]
public sealed class TlsMemoryTests
{
    private const int Sessions = 400;

    /// <summary>No allocation is smaller.</summary>
    private const int SmallestLeak = 24;

    /// <summary>The compiler and the like use the same heap, for some rounds on end. A leak makes every round grow: so many in a row that do not show that there is none.</summary>
    private const int WarmUps = 2, InARow = 4, MostRounds = 80;

    private readonly BufferPool _buffers = new();

    private static readonly Dictionary<string, Action<TlsPair>> Ends = new()
    {
        ["nothing was said"] = static _ => { },
        ["only the client spoke"] = static pair => pair.Client.Handshake(),
        ["a handshake"] = static pair => Assert.Equal((TlsStep.Done, TlsStep.Done), pair.Handshake()),
        ["a handshake byte by byte"] = static pair => pair.Handshake(pieces: 1),
        ["a spoilt hello of the client"] = static pair => pair.Handshake(spoil: static (position, value) => position == 10 ? (byte)~value : value),
        ["a spoilt answer of the server"] = static pair => pair.Handshake(spoil: static (position, value) => position == 900 ? (byte)~value : value),
        ["garbage"] = static pair => pair.Handshake(spoil: static (position, value) => (byte)(value * 7 + position)),
        ["data that nobody reads"] = static pair =>
        {
            pair.Handshake();
            pair.Client.Write(new byte[40_000]);
        },
        ["data and an end"] = static pair =>
        {
            pair.Handshake();
            pair.Client.Write(new byte[40_000]);
            pair.Client.End();
            pair.Deliver(pair.Client, pair.Server, out TlsStep last);
            Assert.Equal(TlsStep.Closed, last);
        },
        ["spoilt data"] = static pair =>
        {
            pair.Handshake();
            pair.Client.Write(new byte[1000]);
            pair.Deliver(pair.Client, pair.Server, out TlsStep last, spoil: static (position, value) => position == 500 ? (byte)~value : value);
            Assert.Equal(TlsStep.Failed, last);
        },
    };

    public static TheoryData<string> Names => [.. Ends.Keys, "the wrong name"];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_session_leaves_nothing_behind_however_it_ended(string end)
    {
        AssertNothingIsLeft(Sessions, () =>
        {
            using TlsPair pair = end == "the wrong name" ? new TlsPair(_buffers, "b.example") : new TlsPair(_buffers);
            if (end == "the wrong name") Assert.Equal(TlsStep.Failed, pair.Handshake().Client);
            else Ends[end](pair);
        });
        Assert.Equal(0, _buffers.Outstanding);
    }

    [Fact]
    public void A_context_that_nobody_uses_any_more_is_freed()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 made = new CertificateRequest("CN=a.example", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        var certificate = new TlsCertificate([made.RawData], key.ExportPkcs8PrivateKey(), ["a.example"], DateTimeOffset.MaxValue);
        AssertNothingIsLeft(100, () =>
        {
            _ = new TlsServerContext(new TlsServerRules([certificate], TlsVersion.Tls12, ["http/1.1"u8.ToArray()]));
            _ = TlsClientContext.Create(verify: true, [certificate.Chain[0]])("a.example");
        });
    }

    /// <summary>Does it again and again: rounds do not grow by the smallest allocation for each time, and OpenSSL's queue of errors is empty.</summary>
    private static void AssertNothingIsLeft(int times, Action once)
    {
        for (int i = 0; i < WarmUps; i++) Growth(times, once);
        var growths = new List<long>();
        int inARow = 0;
        while (inARow < InARow && growths.Count < MostRounds)
        {
            growths.Add(Growth(times, once));
            inARow = growths[^1] < times * SmallestLeak ? inARow + 1 : 0;
        }

        Assert.True(inARow == InARow, $"{times} times grew by {string.Join(", ", growths)} bytes");
    }

    private static long Growth(int times, Action once)
    {
        long before = Bytes();
        for (int i = 0; i < times; i++) once();
        Assert.Equal(0UL, NativeHeap.FirstOpenSslError());
        return Bytes() - before;
    }

    private static long Bytes()
    {
        for (int i = 0; i < 2; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return NativeHeap.Bytes;
    }
}

/// <summary>Tests that nothing else may run beside.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
