using System;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Gyrfalcon.Testing;

/// <summary>Asks the kernel about one TCP socket by its addresses (sock_diag(7)): constant time, however many sockets there are.</summary>
internal static partial class SocketDiagnosis
{
    private const int MessageBytes = 72;
    private const int HeaderBytes = 16;
    private const int ReceiveQueueOffset = HeaderBytes + 56;
    private const int ErrorMessage = 2;

    [ThreadStatic]
    private static int _socket;

    /// <summary>Bytes that a socket holds and its owner has not read; 0 if there is no such socket any more, -1 if the kernel does not say.</summary>
    internal static unsafe int UnreadBytes(IPEndPoint local, IPEndPoint remote)
    {
        // AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG. One for each thread, for as long as it lives.
        if (_socket == 0)
            _socket = Socket(16, 3 | 0x80000, 4);
        if (_socket < 0)
            return -1;

        Span<byte> request = stackalloc byte[MessageBytes];
        request.Clear();
        BitConverter.TryWriteBytes(request, MessageBytes);
        BitConverter.TryWriteBytes(request[4..], (ushort)20); // SOCK_DIAG_BY_FAMILY
        BitConverter.TryWriteBytes(request[6..], (ushort)1); // NLM_F_REQUEST
        request[16] = (byte)AddressFamily.InterNetwork;
        request[17] = (byte)ProtocolType.Tcp;
        BitConverter.TryWriteBytes(request[20..], -1); // every state
        BitConverter.TryWriteBytes(request[24..], IPAddress.HostToNetworkOrder((short)local.Port));
        BitConverter.TryWriteBytes(request[26..], IPAddress.HostToNetworkOrder((short)remote.Port));
        local.Address.TryWriteBytes(request[28..], out _);
        remote.Address.TryWriteBytes(request[44..], out _);
        BitConverter.TryWriteBytes(request[64..], ulong.MaxValue); // no cookie

        Span<byte> answer = stackalloc byte[512];
        fixed (byte* bytes = request, received = answer)
        {
            if (Send(_socket, bytes, MessageBytes, 0) != MessageBytes)
                return -1;
            int length = (int)Receive(_socket, received, answer.Length, 0);
            if (length < HeaderBytes + 4)
                return -1;
        }

        const int NoEntry = -2;
        if (BitConverter.ToUInt16(answer[4..]) == ErrorMessage)
            return BitConverter.ToInt32(answer[HeaderBytes..]) == NoEntry ? 0 : -1;
        return BitConverter.ToInt32(answer[ReceiveQueueOffset..]);
    }

    [LibraryImport("libc", EntryPoint = "socket")]
    private static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "send")]
    private static unsafe partial nint Send(int socket, byte* bytes, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv")]
    private static unsafe partial nint Receive(int socket, byte* bytes, nint length, int flags);
}
