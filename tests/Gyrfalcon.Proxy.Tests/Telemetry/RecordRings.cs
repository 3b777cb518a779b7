using System;
using Gyrfalcon.Proxy.Telemetry;

namespace Gyrfalcon.Proxy.Tests.Telemetry;

/// <summary>Whole records into a ring, and out of it.</summary>
internal static class RecordRings
{
    /// <summary>False if it was dropped.</summary>
    internal static bool TryAdd(this RecordRing ring, ReadOnlySpan<byte> record)
    {
        Span<byte> room = ring.Begin();
        if (room.IsEmpty) return false;
        record.CopyTo(room);
        ring.Commit(record.Length);
        return true;
    }

    /// <summary>A copy of the next; empty if there is none.</summary>
    internal static byte[] Take(this RecordRing ring)
    {
        ReadOnlySpan<byte> record = ring.Peek();
        if (record.IsEmpty) return [];
        byte[] copy = record.ToArray();
        ring.Release();
        return copy;
    }
}
