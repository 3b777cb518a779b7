using System;
using System.Runtime.InteropServices;

namespace Gyrfalcon.Engine.Native;

/// <summary>Socket system calls in the engine's terms; every result below zero is a negated error number.</summary>
internal static unsafe class SocketCalls
{
    internal static int LastError() => -Marshal.GetLastSystemError();

    /// <summary>A non-blocking TCP socket with Nagle's algorithm off.</summary>
    internal static int CreateStream(bool v6)
    {
        int fd = Libc.Socket(v6 ? Libc.AfInet6 : Libc.AfInet, Libc.SockStream | Libc.SockNonBlock | Libc.SockCloExec, Libc.IpProtoTcp);
        if (fd < 0) return LastError();
        SetOption(fd, Libc.IpProtoTcp, Libc.TcpNoDelay, 1);
        return fd;
    }

    internal static int SetOption(int fd, int level, int name, int value)
        => Libc.SetSockOpt(fd, level, name, &value, sizeof(int)) < 0 ? LastError() : 0;

    internal static int Bind(int fd, Address address)
    {
        byte* bytes = stackalloc byte[Address.MaximumSocketAddressLength];
        int length = address.WriteSocketAddress(new Span<byte>(bytes, Address.MaximumSocketAddressLength));
        return Libc.Bind(fd, bytes, (uint)length) < 0 ? LastError() : 0;
    }

    /// <summary>The descriptor of the next connection in the queue, non-blocking; connections that have broken since are passed over.</summary>
    internal static int Accept(int listening)
    {
        while (true)
        {
            int fd = Libc.Accept4(listening, null, null, Libc.SockNonBlock | Libc.SockCloExec);
            if (fd >= 0) return fd;
            int error = LastError();
            if (error is not (-Errno.Intr or -Errno.ConnAborted or -Errno.Protocol)) return error;
        }
    }

    /// <summary>0 when connected at once, -EINPROGRESS when it is under way.</summary>
    internal static int Connect(int fd, Address address)
    {
        byte* bytes = stackalloc byte[Address.MaximumSocketAddressLength];
        int length = address.WriteSocketAddress(new Span<byte>(bytes, Address.MaximumSocketAddressLength));
        return Libc.Connect(fd, bytes, (uint)length) < 0 ? LastError() : 0;
    }

    /// <summary>Takes and clears the socket's pending error (SO_ERROR): 0 or a positive error number.</summary>
    internal static int TakeError(int fd)
    {
        int error = 0;
        uint length = sizeof(int);
        return Libc.GetSockOpt(fd, Libc.SolSocket, Libc.SoError, &error, &length) < 0 ? -LastError() : error;
    }

    /// <summary>The value of an option; −1 if there is none.</summary>
    internal static int GetOption(int fd, int level, int name)
    {
        int value = 0;
        uint length = sizeof(int);
        return Libc.GetSockOpt(fd, level, name, &value, &length) < 0 ? -1 : value;
    }

    internal static Address LocalAddress(int fd)
    {
        byte* bytes = stackalloc byte[Address.MaximumSocketAddressLength];
        uint length = Address.MaximumSocketAddressLength;
        return Libc.GetSockName(fd, bytes, &length) < 0 ? default : Address.ReadSocketAddress(new ReadOnlySpan<byte>(bytes, Address.MaximumSocketAddressLength));
    }

    internal static Address RemoteAddress(int fd)
    {
        byte* bytes = stackalloc byte[Address.MaximumSocketAddressLength];
        uint length = Address.MaximumSocketAddressLength;
        return Libc.GetPeerName(fd, bytes, &length) < 0 ? default : Address.ReadSocketAddress(new ReadOnlySpan<byte>(bytes, Address.MaximumSocketAddressLength));
    }

    /// <summary>Makes the coming close send a reset instead of an orderly end (SO_LINGER with time zero).</summary>
    internal static void ResetOnClose(int fd)
    {
        int* linger = stackalloc int[2];
        linger[0] = 1;
        linger[1] = 0;
        Libc.SetSockOpt(fd, Libc.SolSocket, Libc.SoLinger, linger, 2 * sizeof(int));
    }

    internal static int Receive(int fd, nint buffer, int length)
    {
        nint count;
        do
        {
            count = Libc.Recv(fd, (byte*)buffer, (nuint)length, Libc.MsgDontWait);
            if (count >= 0) return (int)count;
        }
        while (LastError() == -Errno.Intr);
        return LastError();
    }

    /// <summary>Nothing has arrived: neither bytes, nor an end, nor an error.</summary>
    internal static bool IsEmpty(int fd)
    {
        byte one;
        return Libc.Recv(fd, &one, 1, Libc.MsgDontWait | Libc.MsgPeek) < 0 && LastError() == -Errno.Again;
    }

    /// <summary>Bytes that the peer has acknowledged; 0 when the kernel does not tell.</summary>
    internal static long BytesAcknowledged(int fd) => ReadTcpInfo(fd, Libc.TcpInfoBytesAcknowledged);

    /// <summary>Bytes that have come from the peer; 0 when the kernel does not tell.</summary>
    internal static long BytesReceived(int fd) => ReadTcpInfo(fd, Libc.TcpInfoBytesReceived);

    private static long ReadTcpInfo(int fd, int offset)
    {
        byte* info = stackalloc byte[Libc.TcpInfoLength];
        uint length = Libc.TcpInfoLength;
        return Libc.GetSockOpt(fd, Libc.IpProtoTcp, Libc.TcpInfo, info, &length) < 0 || length < Libc.TcpInfoLength ? 0 : *(long*)(info + offset);
    }

    internal static int Send(int fd, nint buffer, int length, bool more)
    {
        nint count;
        do
        {
            count = Libc.Send(fd, (byte*)buffer, (nuint)length, Libc.MsgDontWait | Libc.MsgNoSignal | (more ? Libc.MsgMore : 0));
            if (count >= 0) return (int)count;
        }
        while (LastError() == -Errno.Intr);
        return LastError();
    }
}
