using System;
using System.Buffers.Binary;
using Gyrfalcon.Http.Semantics;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>Ids of spans, 16 hexadecimal digits. They follow from the id of the request, so that the worker which sends them and whoever tells of them later need not agree on any.</summary>
internal static class SpanIds
{
    /// <summary>The span of an exchange: the end of its request's id.</summary>
    internal static ReadOnlySpan<byte> OfExchange(ReadOnlySpan<byte> requestId) => requestId[^TraceParent.SpanIdLength..];

    /// <summary>The span of an attempt of an exchange.</summary>
    /// <param name="requestId">The exchange's.</param>
    /// <param name="number">Counts from 1.</param>
    /// <param name="destination">Room for 16 digits.</param>
    internal static void OfAttempt(ReadOnlySpan<byte> requestId, int number, Span<byte> destination)
    {
        ReadOnlySpan<byte> ofExchange = OfExchange(requestId);
        ulong mixed = SplitMix.Mix(BinaryPrimitives.ReadUInt64LittleEndian(ofExchange) + ((ulong)number * 0x9E3779B97F4A7C15));
        mixed = SplitMix.Mix(mixed ^ BinaryPrimitives.ReadUInt64LittleEndian(ofExchange[8..]));
        HexDigits.Write(mixed == 0 ? 1 : mixed, destination);
    }
}
