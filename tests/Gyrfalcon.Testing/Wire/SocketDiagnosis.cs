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
    private const int AttributesOffset = HeaderBytes + 72;
    private const int BytesReceivedOffset = 128;
    private const int BytesSentOffset = 200;
    private const int ErrorMessage = 2;

    [ThreadStatic]
    private static int _socket;

    /// <summary>Bytes that were sent to a socket of this machine so far; -1 if the kernel does not say.</summary>
    internal static long SentBytes(Socket sender)
    {
        Span<byte> information = stackalloc byte[256];
        int length = sender.GetRawSocketOption((int)SocketOptionLevel.Tcp, 11, information); // TCP_INFO
        // Sent and sent again: the second number follows the first.
        return length < BytesSentOffset + 16 ? -1 : BitConverter.ToInt64(information[BytesSentOffset..]) - BitConverter.ToInt64(information[(BytesSentOffset + 8)..]);
    }

    /// <summary>
    /// Whether the owner of a socket has read that many bytes, those that are still on their way to it included; null if the kernel does not say. A socket that
    /// is gone has nothing left to read.
    /// </summary>
    internal static unsafe bool? HasRead(IPEndPoint local, IPEndPoint remote, long sent)
    {
        // AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG. One for each thread, for as long as it lives.
        if (_socket == 0)
            _socket = Socket(16, 3 | 0x80000, 4);
        if (_socket < 0)
            return null;

        Span<byte> request = stackalloc byte[MessageBytes];
        request.Clear();
        BitConverter.TryWriteBytes(request, MessageBytes);
        BitConverter.TryWriteBytes(request[4..], (ushort)20); // SOCK_DIAG_BY_FAMILY
        BitConverter.TryWriteBytes(request[6..], (ushort)1); // NLM_F_REQUEST
        request[16] = (byte)AddressFamily.InterNetwork;
        request[17] = (byte)ProtocolType.Tcp;
        request[18] = 2; // INET_DIAG_INFO
        BitConverter.TryWriteBytes(request[20..], -1); // every state
        BitConverter.TryWriteBytes(request[24..], IPAddress.HostToNetworkOrder((short)local.Port));
        BitConverter.TryWriteBytes(request[26..], IPAddress.HostToNetworkOrder((short)remote.Port));
        local.Address.TryWriteBytes(request[28..], out _);
        remote.Address.TryWriteBytes(request[44..], out _);
        BitConverter.TryWriteBytes(request[64..], ulong.MaxValue); // no cookie

        Span<byte> answer = stackalloc byte[1024];
        int length;
        fixed (byte* bytes = request, received = answer)
        {
            if (Send(_socket, bytes, MessageBytes, 0) != MessageBytes)
                return null;
            length = (int)Receive(_socket, received, answer.Length, 0);
            if (length < HeaderBytes + 4)
                return null;
        }

        const int NoEntry = -2;
        if (BitConverter.ToUInt16(answer[4..]) == ErrorMessage)
            return BitConverter.ToInt32(answer[HeaderBytes..]) == NoEntry ? true : null;
        if (BitConverter.ToInt32(answer[ReceiveQueueOffset..]) != 0)
            return false;
        for (int at = AttributesOffset; at + 4 <= length; at += (BitConverter.ToUInt16(answer[at..]) + 3) & ~3)
        {
            if (BitConverter.ToUInt16(answer[(at + 2)..]) == 2)
                return BitConverter.ToInt64(answer[(at + 4 + BytesReceivedOffset)..]) >= sent;
            if (BitConverter.ToUInt16(answer[at..]) < 4)
                break;
        }

        // A socket that is about to go says nothing more.
        return true;
    }

    [LibraryImport("libc", EntryPoint = "socket")]
    private static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "send")]
    private static unsafe partial nint Send(int socket, byte* bytes, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv")]
    private static unsafe partial nint Receive(int socket, byte* bytes, nint length, int flags);
}
