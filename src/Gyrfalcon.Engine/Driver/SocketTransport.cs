using System.Threading.Tasks;
using Gyrfalcon.Engine.Native;
using Gyrfalcon.Engine.Transport;

namespace Gyrfalcon.Engine.Driver;

/// <summary>A TCP transport over a real socket.</summary>
internal abstract class SocketTransport : TcpTransport
{
    private Address _remote;

    protected SocketTransport(Worker worker, int fd)
        : base(worker) => Fd = fd;

    public override Address RemoteAddress => _remote.IsNone ? _remote = SocketCalls.RemoteAddress(Fd) : _remote;

    public override bool HasUnreadInput => !IsClosed && (HasBufferedInput || !SocketCalls.IsEmpty(Fd));

    public override Address LocalAddress => SocketCalls.LocalAddress(Fd);

    internal int Fd { get; }

    /// <summary>Waits until a send could make progress.</summary>
    internal abstract ValueTask<IoStatus> WaitWritableAsync(long deadline);

    /// <summary>Waits until a receive could make progress; Ok says only that. Not while input is kept in buffers.</summary>
    internal abstract ValueTask<Received> WaitReadableAsync(long deadline);

    /// <summary>From now on the driver takes no more bytes out of the socket by itself; those it has are delivered by receives.</summary>
    internal abstract ValueTask<Received> StopReceivingAsync();

    /// <summary>True while bytes that were taken out of the socket wait in buffers.</summary>
    internal abstract bool HasBufferedInput { get; }

    /// <summary>Bytes in the first of those buffers.</summary>
    internal virtual int NextBufferedLength => 0;

    protected override long CountTaken() => SocketCalls.BytesAcknowledged(Fd);

    protected override long CountArrived() => SocketCalls.BytesReceived(Fd);

    public override ValueTask<Spliced> SpliceAsync(TcpTransport destination, long count, long sourceIdle, long sinkIdle, long until)
        => Splice.RunAsync(this, (SocketTransport)destination, count, sourceIdle, sinkIdle, until);
}
