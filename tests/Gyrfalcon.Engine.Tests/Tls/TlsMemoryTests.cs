using System;
using System.Collections.Generic;
using Gyrfalcon.Engine.Buffers;
using Xunit;

namespace Gyrfalcon.Engine.Tests.Tls;

/// <summary>What OpenSSL holds is no concern of the garbage collector's, so it is looked for in the memory of the process; alone, for others use that too.</summary>
[Collection(nameof(Alone))]
public sealed class TlsMemoryTests
{
    private readonly BufferPool _buffers = new();

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

/// <summary>Tests that nothing else may run beside.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
