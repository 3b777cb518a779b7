using System;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Buffers;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Engine.Timers;
using Gyrfalcon.Engine.Transport;
using Gyrfalcon.Http;

namespace Gyrfalcon.Proxy.Upstream;

/// <summary>Makes a new connection to an endpoint: each of its addresses in turn, then the PROXY header if it wants one, then TLS if it speaks it, within one deadline.</summary>
public static class Connector
{
    /// <summary>Connects, within the endpoint's connect timeout and by <paramref name="until"/> at the latest, if the cluster may have another connection.</summary>
    /// <param name="worker">The worker that the connection will belong to.</param>
    /// <param name="endpoint">Where to.</param>
    /// <param name="until">On the worker's clock.</param>
    /// <param name="proxyHeader">The PROXY header of the client that it is for; null if it is for none, or the endpoint wants none.</param>
    /// <param name="isRaw">Without TLS of our own: the client speaks it.</param>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    public static async ValueTask<ConnectOutcome> ConnectAsync(Worker worker, Endpoint endpoint, long until = WorkerTimer.Never, byte[]? proxyHeader = null, bool isRaw = false)
    {
        if (!endpoint.Breaker.TryBeginConnection()) return new ConnectOutcome(null, FaultKind.BreakerOpen);
        (Transport? transport, FaultKind fault) = await OpenAsync(worker, endpoint, 0, Math.Min(worker.After(endpoint.Connections.ConnectTimeout), until), proxyHeader, isRaw);
        if (transport is not null)
        {
            endpoint.Tally.NoteConnection(worker.Index);
            return new ConnectOutcome(new UpstreamConnection(transport, endpoint), FaultKind.None);
        }

        endpoint.Breaker.EndConnection();
        return new ConnectOutcome(null, fault);
    }

    /// <summary>Opens a connection that nobody counts, to the endpoint's own port or to another.</summary>
    /// <param name="worker">The worker that it will belong to.</param>
    /// <param name="endpoint">Where to.</param>
    /// <param name="port">Another port, where nothing is known of PROXY headers; 0 for the endpoint's own.</param>
    /// <param name="deadline">For connecting and the TLS handshake together.</param>
    /// <param name="proxyHeader">The PROXY header of the client that it is for; null to speak for ourselves, or if the endpoint wants none.</param>
    /// <param name="isRaw">Without TLS of our own.</param>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    internal static async ValueTask<(Transport? Transport, FaultKind Fault)> OpenAsync(Worker worker, Endpoint endpoint, int port, long deadline, byte[]? proxyHeader = null, bool isRaw = false)
    {
        Address[] addresses = endpoint.State.Addresses;
        if (addresses.Length == 0) return (null, FaultKind.NameNotResolved);

        IoStatus last = IoStatus.Failed;
        int start = endpoint.State.NextAddress();
        for (int i = 0; i < addresses.Length; i++)
        {
            Address address = addresses[(start + i) % addresses.Length];
            Connected connected = await worker.Driver.ConnectAsync(port == 0 ? address : address.WithPort(port), deadline);
            if (connected.Transport is not { } tcp)
            {
                last = connected.Status;
                if (last is IoStatus.TimedOut or IoStatus.Exhausted) break;
                continue;
            }

            byte[]? first = port == 0 ? proxyHeader ?? endpoint.Connections.OwnProxyHeader : null;
            if (first is not null && await SendAsync(tcp, first, deadline) != IoStatus.Ok)
            {
                tcp.Abort();
                continue;
            }

            if (isRaw || endpoint.Tls is not { } context) return (tcp, FaultKind.None);
            var tls = new TlsTransport(tcp, context);
            IoStatus secured = await tls.HandshakeAsync(deadline);
            if (secured == IoStatus.Ok) return (tls, FaultKind.None);
            tls.Abort();
            return (null, secured switch
            {
                IoStatus.CertificateRefused => FaultKind.UpstreamCertificate,
                IoStatus.TimedOut => FaultKind.ConnectTimeout,
                _ => FaultKind.UpstreamTlsFailed,
            });
        }

        return (null, last switch
        {
            IoStatus.Refused => FaultKind.ConnectionRefused,
            IoStatus.TimedOut => FaultKind.ConnectTimeout,
            IoStatus.Exhausted => FaultKind.OutOfResources,
            _ => FaultKind.ConnectFailed,
        });
    }

    private static ValueTask<IoStatus> SendAsync(TcpTransport transport, byte[] proxyHeader, long deadline)
    {
        IoBuffer buffer = transport.Worker.Buffers.Rent();
        buffer.Append(proxyHeader);
        return transport.SendAsync(buffer, deadline, more: true);
    }
}

/// <summary>A new connection, or why there is none.</summary>
/// <param name="Connection">Null when <paramref name="Fault"/> is not None.</param>
/// <param name="Fault">What went wrong.</param>
public readonly record struct ConnectOutcome(UpstreamConnection? Connection, FaultKind Fault);
