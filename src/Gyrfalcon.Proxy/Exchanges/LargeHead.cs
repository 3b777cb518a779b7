using System;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Buffers;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Engine.Transport;

namespace Gyrfalcon.Proxy.Exchanges;

/// <summary>A head that is larger than one buffer, in either direction.</summary>
internal static class LargeHead
{
    /// <summary>
    /// Sends the first <paramref name="length"/> bytes of <paramref name="head"/>, but for their end, which is left in the buffer returned so that the
    /// body can be put behind it; null with the error if the receiver took no more.
    /// </summary>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    internal static async ValueTask<(IoBuffer? Last, IoStatus Status)> SendAllButLastAsync(Transport transport, byte[] head, int length, long idleTimeout)
    {
        Worker worker = transport.Tcp.Worker;
        int start = 0;
        while (true)
        {
            IoBuffer part = worker.Buffers.Rent();
            start += part.Append(head.AsSpan(start, length - start));
            if (start == length) return (part, IoStatus.Ok);
            IoStatus sent = await transport.SendAsync(part, worker.After(idleTimeout), more: true);
            if (sent != IoStatus.Ok) return (null, sent);
        }
    }
}
