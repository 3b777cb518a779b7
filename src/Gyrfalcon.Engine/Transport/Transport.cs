using System.Threading.Tasks;
using Gyrfalcon.Engine.Buffers;

namespace Gyrfalcon.Engine.Transport;

/// <summary>
/// One byte connection: plain TCP, or TLS over it. It belongs to one worker and may be touched on that worker only.
/// At most one receive and one send are under way at a time. Deadlines are nanoseconds of the worker's clock.
/// </summary>
public abstract class Transport
{
    /// <summary>The TCP connection at the bottom.</summary>
    public abstract TcpTransport Tcp { get; }

    /// <summary>Bytes can be moved by the kernel alone, since nothing above TCP transforms them.</summary>
    public abstract bool IsPlain { get; }

    /// <summary>Nothing has arrived and nothing has ended: what a kept connection must be to be used again.</summary>
    public abstract bool IsQuiet { get; }

    /// <summary>Waits until bytes arrive, the peer ends its half, or the deadline passes. No buffer is held while waiting.</summary>
    public abstract ValueTask<Received> ReceiveAsync(long deadline);

    /// <summary>
    /// Takes ownership of <paramref name="buffer"/> and sends it. Completes as soon as the transport can take the next buffer;
    /// an error of an earlier buffer shows in the next call. <paramref name="more"/> says that other bytes follow at once.
    /// </summary>
    public abstract ValueTask<IoStatus> SendAsync(IoBuffer buffer, long deadline, bool more = false);

    /// <summary>Waits until everything that was sent has been taken by the kernel.</summary>
    public abstract ValueTask<IoStatus> FlushAsync(long deadline);

    /// <summary>Changes the deadline of the receive that is under way, if any.</summary>
    public abstract void SetReceiveDeadline(long deadline);

    /// <summary>Ends our half in order, behind everything that was sent.</summary>
    public abstract void ShutdownSend();

    /// <summary>Closes in order, behind everything that was sent; operations under way end with <see cref="IoStatus.Aborted"/>.</summary>
    public abstract void Close();

    /// <summary>Closes at once with a reset, so that the peer cannot take what it got for complete.</summary>
    public abstract void Abort();
}
