using System;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Buffers;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Engine.Transport;
using Gyrfalcon.Http;
using Gyrfalcon.Http.Http1;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Health;

/// <summary>One question to one endpoint, by a connection of its own: does it connect, does it answer, and as it should?</summary>
internal static class Probe
{
    /// <summary>What <see cref="RunAsync"/> says when it is us who could not ask, which says nothing about the endpoint.</summary>
    internal const string NotAsked = "could not be asked";

    private static readonly HeadLimits Limits = new(16 * 1024, 64 * 1024, 256);

    /// <summary>Null if the endpoint is well; otherwise what is wrong with it, in a few words.</summary>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    internal static async ValueTask<string?> RunAsync(Worker worker, Endpoint endpoint, HealthCheck check, ResponseHead response)
    {
        long deadline = worker.After(check.Timeout);
        (Transport? transport, FaultKind fault) = await Connector.OpenAsync(worker, endpoint, check.Port, deadline);
        if (fault == FaultKind.OutOfResources) return NotAsked;
        if (transport is null) return fault == FaultKind.ConnectTimeout ? TimedOut(check) : $"could not connect ({FaultTable.Of(fault).LogCode})";
        if (check.RequestBeforeHost is null)
        {
            transport.Close();
            return null;
        }

        var input = new Input(transport);
        response.Reset();
        string? failure = await AskAsync(worker, endpoint, check, input, response, deadline);
        input.Clear();
        transport.Close();
        return failure;
    }

    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    private static async ValueTask<string?> AskAsync(Worker worker, Endpoint endpoint, HealthCheck check, Input input, ResponseHead response, long deadline)
    {
        if (await SendAsync(worker, endpoint, check, input.Transport, deadline) is not IoStatus.Ok and { } unsent) return Of(unsent, check);
        while (true)
        {
            IoStatus arrived = input.HasBytes ? IoStatus.Ok : input.Accept(await input.ReceiveAsync(deadline));
            if (arrived != IoStatus.Ok) return Of(arrived, check);
            ParseResult result = ResponseParser.Parse(response, input.Bytes, check.IsHead ? Method.Head : Method.Get, Limits);
            if (result.Status == ParseStatus.Faulted) return $"answered what is no HTTP ({FaultTable.Of(result.Fault).LogCode})";
            input.Consume(result.Consumed);
            if (result.Status == ParseStatus.NeedMore) continue;
            if (!response.IsInterim) break;
            response.Reset();
        }

        if (!check.Statuses.Contains(response.Status)) return string.Create(CultureInfo.InvariantCulture, $"answered {response.Status}");
        if (check.BodyContains.Length == 0) return null;
        var body = new ProbeBody(response.Framing);
        while (!body.IsComplete)
        {
            IoStatus arrived = input.HasBytes ? IoStatus.Ok : input.Accept(await input.ReceiveAsync(deadline));
            if (arrived == IoStatus.Closed && body.EndsWithTheConnection) break;
            if (arrived != IoStatus.Ok) return Of(arrived, check);
            input.Consume(body.Take(input.Bytes));
        }

        return body.Contains(check.BodyContains) ? null : "answered without the expected text";
    }

    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    private static async ValueTask<IoStatus> SendAsync(Worker worker, Endpoint endpoint, HealthCheck check, Transport transport, long deadline)
    {
        byte[] host = check.Host ?? endpoint.AuthorityBytes;
        byte[] request = [.. check.RequestBeforeHost!, .. host, .. check.RequestAfterHost];
        int start = 0;
        while (start < request.Length)
        {
            IoBuffer buffer = worker.Buffers.Rent();
            start += buffer.Append(request.AsSpan(start));
            IoStatus sent = await transport.SendAsync(buffer, deadline);
            if (sent != IoStatus.Ok) return sent;
        }

        return IoStatus.Ok;
    }

    private static string Of(IoStatus status, HealthCheck check) => status switch
    {
        IoStatus.TimedOut => TimedOut(check),
        IoStatus.Closed or IoStatus.Reset => "closed the connection without an answer",
        IoStatus.TlsFailed => "broke off TLS",
        _ => "broke off",
    };

    private static string TimedOut(HealthCheck check) => string.Create(CultureInfo.InvariantCulture, $"timed out after {check.Timeout / 1e9:0.###} s");
}
