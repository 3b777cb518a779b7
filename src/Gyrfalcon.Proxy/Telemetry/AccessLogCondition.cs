using System;
using System.Buffers.Binary;
using Gyrfalcon.Http;
using Gyrfalcon.Proxy.Exchanges;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>Chooses the exchanges that are logged: those that are errors, or slow, or in the sample. Immutable and shared by the workers.</summary>
/// <param name="Errors">Which errors are logged.</param>
/// <param name="SlowerThan">Exchanges that took longer are logged, in nanoseconds; null for none.</param>
/// <param name="SamplePerMillion">How many of a million are logged, whatever they are.</param>
public sealed record AccessLogCondition(ErrorsLogged Errors, long? SlowerThan, int SamplePerMillion)
{
    /// <summary>Whether an exchange that ends now is logged.</summary>
    internal bool Wants(Exchange exchange) => Wants(exchange.Status, exchange.Fault, TimeOf(exchange), exchange.RequestId);

    /// <summary>How long an exchange took that ends now, in nanoseconds. The life of a tunnel says nothing about slowness; the time until it was open does.</summary>
    internal static long TimeOf(Exchange exchange)
    {
        return (exchange is { IsTunnel: true, ResponseAt: not 0 } ? exchange.ResponseAt : exchange.Worker.Worker.Now) - exchange.StartedAt;
    }

    internal bool Wants(int status, FaultKind fault, long time, ReadOnlySpan<byte> requestId)
        => IsError(status, fault) || time > SlowerThan || (SamplePerMillion > 0 && IsInSample(requestId, SamplePerMillion));

    private bool IsError(int status, FaultKind fault) => Errors switch
    {
        ErrorsLogged.None => false,
        ErrorsLogged.All => status >= 400 || fault != FaultKind.None,
        _ => status >= 500 || (fault != FaultKind.None && FaultTable.Of(fault).Side != FaultSide.Client),
    };

    /// <summary>Whether a request is in a sample. By its id, so that nothing is counted and nothing shared, and a larger sample holds all of a smaller one.</summary>
    internal static bool IsInSample(ReadOnlySpan<byte> requestId, int perMillion)
    {
        ulong mixed = SplitMix.Mix(BinaryPrimitives.ReadUInt64LittleEndian(requestId[16..]) * 0x9E3779B97F4A7C15 ^ BinaryPrimitives.ReadUInt64LittleEndian(requestId[24..]));
        return (mixed >> 32) * 1_000_000 >> 32 < (ulong)perMillion;
    }
}
