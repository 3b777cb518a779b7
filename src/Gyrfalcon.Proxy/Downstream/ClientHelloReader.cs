using System;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Gyrfalcon.Engine.Buffers;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Engine.Transport;
using Gyrfalcon.Http.Tls;

namespace Gyrfalcon.Proxy.Downstream;

/// <summary>Gathers the first message of a TLS connection and reads the name that the client asks for, before it is known who ends the connection.</summary>
internal static class ClientHelloReader
{
    /// <summary>Waits for the rest of the message behind <paramref name="first"/>, which is this method's from now on.</summary>
    /// <returns>All that has arrived, for the caller, and the name in lower case, empty for none; null, with everything released, if there is no sound message in time.</returns>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    internal static async ValueTask<(IoBuffer Arrived, byte[] Name)?> ReadAsync(Transport transport, IoBuffer first, long deadline)
    {
        while (true)
        {
            ClientHelloStatus status = TryRead(first, out byte[] name);
            if (status == ClientHelloStatus.Complete) return (first, name);
            Received more = status == ClientHelloStatus.NeedMore ? await transport.ReceiveAsync(deadline) : default;
            bool fits = more.Buffer is { } buffer && first.Append(buffer.Filled) == buffer.Length;
            more.Buffer?.Release();
            if (fits) continue;
            first.Release();
            return null;
        }
    }

    private static ClientHelloStatus TryRead(IoBuffer arrived, out byte[] name)
    {
        Span<byte> room = stackalloc byte[ClientHello.LongestName];
        ClientHelloStatus status = ClientHello.TryRead(arrived.Filled, room, out int length);
        name = room[..length].ToArray();
        return status;
    }
}
