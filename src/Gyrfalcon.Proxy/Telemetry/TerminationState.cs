using System;
using System.Buffers;
using Gyrfalcon.Http;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>
/// HAProxy's termination state of a fault: who ended the exchange (C and c the client, itself or by its silence, S and s the endpoint, P we refused, R we had no room, I a bug), and when (R in the request, Q in
/// the queue, C while connecting, H before the response's header block was there, D within the response). Two further characters are about persistence, which is not told here.
/// </summary>
internal static class TerminationState
{
    internal static void Write(in AccessLogNumbers numbers, bool isOwnAnswer, ArrayBufferWriter<byte> lines)
    {
        ReadOnlySpan<byte> state = numbers.Fault switch
        {
            FaultKind.None => isOwnAnswer ? "LR"u8 : "--"u8,
            FaultKind.ClientGone => Then("CR"u8, "CQ"u8, "CC"u8, "CH"u8, "CD"u8, numbers.Reached),
            FaultKind.RequestHeaderTimeout or FaultKind.RequestBodyTimeout or FaultKind.ClientTooSlow => Then("cR"u8, "cR"u8, "cC"u8, "cH"u8, "cD"u8, numbers.Reached),
            FaultKind.NoEndpoint or FaultKind.NameNotResolved or FaultKind.ConnectionRefused or FaultKind.ConnectFailed or FaultKind.UpstreamTlsFailed or FaultKind.UpstreamCertificate => "SC"u8,
            FaultKind.ConnectTimeout or FaultKind.DnsTimeout => "sC"u8,
            FaultKind.QueueTimeout => "sQ"u8,
            FaultKind.QueueFull or FaultKind.BreakerOpen => "PQ"u8,
            FaultKind.ResponseTimeout or FaultKind.AttemptTimeout => "sH"u8,
            FaultKind.ResponseBodyTimeout or FaultKind.TunnelIdle => "sD"u8,
            FaultKind.ConnectionReset or FaultKind.IncompleteResponse => (numbers.Reached & Milestones.Response) != 0 ? "SD"u8 : "SH"u8,
            FaultKind.MalformedResponse or FaultKind.ResponseHeaderTooLarge => "PH"u8,
            FaultKind.OutOfResources => (numbers.Reached & Milestones.Attempt) != 0 ? "RC"u8 : "RR"u8,
            FaultKind.InternalError => Then("IR"u8, "IQ"u8, "IC"u8, "IH"u8, "ID"u8, numbers.Reached),

            // What is refused because of the request, or before an endpoint is asked.
            _ => "PR"u8,
        };
        lines.Write(state);
        lines.Write("--"u8);
    }

    private static ReadOnlySpan<byte> Then(ReadOnlySpan<byte> request, ReadOnlySpan<byte> queue, ReadOnlySpan<byte> connect, ReadOnlySpan<byte> header, ReadOnlySpan<byte> data, Milestones reached)
        => (reached & Milestones.Response) != 0 ? data : (reached & Milestones.Connection) != 0 ? header : (reached & Milestones.Attempt) != 0 ? connect : (reached & Milestones.Head) != 0 ? queue : request;
}
