using System;

namespace Gyrfalcon.Engine.Driver;

/// <summary>Several sockets of one address on one worker: a process with fewer workers has taken over from one with more.</summary>
internal sealed class ListeningSet(IDisposable[] sockets) : IDisposable
{
    public void Dispose()
    {
        foreach (IDisposable socket in sockets) socket.Dispose();
    }
}
