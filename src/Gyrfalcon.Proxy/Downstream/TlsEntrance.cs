using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Buffers;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Engine.Transport;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Http.Tls;
using Gyrfalcon.Proxy.Exchanges;
using Gyrfalcon.Proxy.Telemetry;

namespace Gyrfalcon.Proxy.Downstream;

/// <summary>
/// The way into a listener that speaks TLS. A session is made only for what begins as a handshake, so that a stranger's garbage costs nothing; what looks like a plain request is let through, to be told;
/// what asks for a name that a route passes on is not ended here.
/// </summary>
internal static class TlsEntrance
{
    /// <summary>Record header and content of a fatal alert, up to its description (RFC 8446 §6).</summary>
    private static readonly byte[] FatalAlert = [21, 3, 3, 0, 2, 2];

    /// <summary>Sees what a connection is that begins with <paramref name="first"/>, which is this method's from now on, and does the handshake.</summary>
    /// <param name="client">Whose connection it is.</param>
    /// <param name="worker">Its worker.</param>
    /// <param name="first">What has arrived; not empty.</param>
    /// <param name="deadline">For all of it.</param>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    internal static async ValueTask<TlsEntry> EnterAsync(ClientConnection client, WorkerState worker, IoBuffer first, long deadline)
    {
        Listener listener = client.Listener;
        if (first.Filled[0] != ClientHello.HandshakeRecord)
        {
            if (FieldSyntax.IsToken(first.Filled[..1])) return new TlsEntry(TlsEntryKind.Plain) { Arrived = first };
            first.Release();
            return Failed(client, worker, HandshakeResult.Failed, "the first bytes are not those of a handshake");
        }

        IoBuffer arrived = first;
        if (listener.PassesSome)
        {
            if (await ClientHelloReader.ReadAsync(client.Transport, first, deadline) is not { } hello) return Failed(client, worker, HandshakeResult.Failed, "no sound ClientHello in time");
            arrived = hello.Arrived;
            if (Passthrough.TryBegin(worker, client, hello.Name) is { } exchange)
            {
                worker.Counters.CountHandshake(listener, HandshakeResult.Passed);
                return new TlsEntry(TlsEntryKind.PassedOn) { Arrived = arrived, Exchange = exchange };
            }
        }

        if (listener.Tls is not { } context)
        {
            arrived.Release();
            await RefuseAsync(client.Transport, worker, TlsAlert.UnrecognizedName, deadline);
            return Failed(client, worker, HandshakeResult.Failed, "no route passes the name on that it asks for, and there is no certificate");
        }

        long turn = listener.HandshakePace is { } pace ? pace.Reserve(worker.Worker.Now, deadline) : 0;
        if (turn > deadline)
        {
            arrived.Release();
            worker.Sheds.Note(Shed.Handshakes, listener, static full => $"listener {full.Name} (limits.tls-handshakes)");
            worker.Counters.CountHandshake(listener, HandshakeResult.Shed);
            return default;
        }

        if (turn > worker.Worker.Now) await new WorkerSignal(worker.Worker).WaitAsync(turn);
        var secured = new TlsTransport(client.Transport.Tcp, context);
        bool isDone = false;
        try
        {
            IoStatus status = await secured.HandshakeAsync(deadline, arrived);
            isDone = status == IoStatus.Ok;
            switch (status)
            {
                case IoStatus.Ok:
                    worker.Counters.CountHandshake(listener, secured.IsResumed ? HandshakeResult.Resumed : HandshakeResult.Full);
                    return new TlsEntry(TlsEntryKind.Secured) { Secured = secured };
                case IoStatus.TimedOut:
                    return Failed(client, worker, HandshakeResult.TimedOut, "it took longer than timeouts.tls-handshake");
                case IoStatus.CertificateRefused:
                    return Failed(client, worker, HandshakeResult.CertificateRefused, secured.Failure);
                case IoStatus.TlsFailed:
                    return Failed(client, worker, HandshakeResult.Failed, secured.Failure ?? "the client ended it");
                case IoStatus.Aborted:
                    return default;
                default:
                    return Failed(client, worker, HandshakeResult.Failed, "the client was gone");
            }
        }
        finally
        {
            if (!isDone) secured.Close();
        }
    }

    /// <summary>Tells a client that has begun a handshake why it comes to nothing.</summary>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    internal static async ValueTask<bool> RefuseAsync(Transport transport, WorkerState worker, TlsAlert alert, long deadline)
    {
        IoBuffer buffer = worker.Worker.Buffers.Rent();
        buffer.Append(FatalAlert);
        buffer.Append([(byte)alert]);
        return await transport.SendAsync(buffer, deadline) == IoStatus.Ok;
    }

    private static TlsEntry Failed(ClientConnection client, WorkerState worker, HandshakeResult result, string? reason)
    {
        worker.Counters.CountHandshake(client.Listener, result);
        worker.Sheds.Note(Shed.FailedHandshakes, (Client: client, Reason: reason), static failed => $"{failed.Client.Address} on listener {failed.Client.Listener.Name}: {failed.Reason}");
        return default;
    }
}

/// <summary>What became of a connection to a listener that speaks TLS.</summary>
internal enum TlsEntryKind
{
    /// <summary>Nothing that one could go on with.</summary>
    None,

    /// <summary>It speaks plain HTTP; what has arrived is to be read.</summary>
    Plain,

    /// <summary>Another ends it: what has arrived and what follows is to be relayed by the exchange.</summary>
    PassedOn,

    /// <summary>The handshake is done.</summary>
    Secured,
}

/// <summary>What became of a connection to a listener that speaks TLS, with what it takes to go on.</summary>
internal readonly record struct TlsEntry(TlsEntryKind Kind)
{
    /// <summary>What has been received; the holder's.</summary>
    internal IoBuffer? Arrived { get; init; }

    /// <summary>Rented.</summary>
    internal Exchange? Exchange { get; init; }

    /// <summary>The connection from now on.</summary>
    internal TlsTransport? Secured { get; init; }
}

/// <summary>Descriptions of fatal alerts (RFC 8446 §6).</summary>
internal enum TlsAlert : byte
{
    /// <summary>An error that has nothing to do with the peer.</summary>
    InternalError = 80,

    /// <summary>Nobody here has that name.</summary>
    UnrecognizedName = 112,
}
