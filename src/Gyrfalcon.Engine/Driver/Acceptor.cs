using Gyrfalcon.Engine.Transport;

namespace Gyrfalcon.Engine.Driver;

/// <summary>Who takes the connections that a worker's listening socket accepts. All members are called on that worker's thread.</summary>
public abstract class Acceptor
{
    /// <summary>Takes over a connection.</summary>
    public abstract void Accept(TcpTransport transport);

    /// <summary>
    /// Whether further connections may be accepted. Asked after each of them and after each rest; false lets the socket rest for 100 ms, while clients
    /// wait in the kernel's queue. A driver may have accepted a few more by then, which come all the same.
    /// </summary>
    public virtual bool MayGoOn() => true;

    /// <summary>Told that accept(2) failed for want of descriptors or memory; the socket rests for 100 ms.</summary>
    public virtual void NoteExhausted()
    {
    }

    /// <summary>Told, once for each socket, that it is closed and everybody whom the kernel had let in there has been handed over.</summary>
    public virtual void NoteClosed()
    {
    }
}
