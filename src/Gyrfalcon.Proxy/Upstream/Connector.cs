using System;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Engine.Timers;
using Gyrfalcon.Engine.Transport;
using Gyrfalcon.Http;

namespace Gyrfalcon.Proxy.Upstream;

/// <summary>Makes a new connection to an endpoint: each of its addresses in turn, then TLS if it speaks it, within one deadline.</summary>
public static class Connector
{
    /// <summary>Connects, within the endpoint's connect timeout and by <paramref name="until"/> at the latest, if the cluster may have another connection.</summary>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    public static async ValueTask<ConnectOutcome> ConnectAsync(Worker worker, Endpoint endpoint, long until = WorkerTimer.Never)
    {
        if (!endpoint.Breaker.TryBeginConnection()) return new ConnectOutcome(null, FaultKind.BreakerOpen);
        ConnectOutcome outcome = await ConnectUncountedAsync(worker, endpoint, until);
        if (outcome.Connection is null) endpoint.Breaker.EndConnection();
        return outcome;
    }

    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    private static async ValueTask<ConnectOutcome> ConnectUncountedAsync(Worker worker, Endpoint endpoint, long until)
    {
        long deadline = Math.Min(worker.After(endpoint.Connections.ConnectTimeout), until);
        Address[] addresses = endpoint.State.Addresses;
        if (addresses.Length == 0) return new ConnectOutcome(null, FaultKind.NameNotResolved);

        IoStatus last = IoStatus.Failed;
        int start = endpoint.State.NextAddress();
        for (int i = 0; i < addresses.Length; i++)
        {
            Connected connected = await worker.Driver.ConnectAsync(addresses[(start + i) % addresses.Length], deadline);
            if (connected.Transport is not { } tcp)
            {
                last = connected.Status;
                if (last is IoStatus.TimedOut or IoStatus.Exhausted) break;
                continue;
            }

            if (endpoint.Tls is null) return new ConnectOutcome(new UpstreamConnection(tcp, endpoint), FaultKind.None);
            var tls = new TlsTransport(tcp);
            IoStatus secured = await tls.AuthenticateAsClientAsync(endpoint.Tls, deadline);
            if (secured == IoStatus.Ok) return new ConnectOutcome(new UpstreamConnection(tls, endpoint), FaultKind.None);
            tls.Abort();
            return new ConnectOutcome(null, secured switch
            {
                IoStatus.CertificateRefused => FaultKind.UpstreamCertificate,
                IoStatus.TimedOut => FaultKind.ConnectTimeout,
                _ => FaultKind.UpstreamTlsFailed,
            });
        }

        return new ConnectOutcome(null, last switch
        {
            IoStatus.Refused => FaultKind.ConnectionRefused,
            IoStatus.TimedOut => FaultKind.ConnectTimeout,
            IoStatus.Exhausted => FaultKind.OutOfResources,
            _ => FaultKind.ConnectFailed,
        });
    }
}

/// <summary>A new connection, or why there is none.</summary>
/// <param name="Connection">Null when <paramref name="Fault"/> is not None.</param>
/// <param name="Fault">What went wrong.</param>
public readonly record struct ConnectOutcome(UpstreamConnection? Connection, FaultKind Fault);
