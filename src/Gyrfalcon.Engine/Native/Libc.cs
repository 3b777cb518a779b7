using System.Runtime.InteropServices;

namespace Gyrfalcon.Engine.Native;

/// <summary>
/// The system calls that the engine makes. Declarations only.
/// Calls marked <see cref="SuppressGCTransitionAttribute"/> must never block: they run on non-blocking descriptors and return at once,
/// and their errno is read with <see cref="Marshal.GetLastSystemError"/> directly after a negative result.
/// </summary>
internal static unsafe partial class Libc
{
    [LibraryImport("libc", EntryPoint = "socket")]
    [SuppressGCTransition]
    internal static partial int Socket(int domain, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "socketpair")]
    [SuppressGCTransition]
    internal static partial int SocketPair(int domain, int type, int protocol, int* pair);

    [LibraryImport("libc", EntryPoint = "bind")]
    [SuppressGCTransition]
    internal static partial int Bind(int fd, byte* address, uint length);

    [LibraryImport("libc", EntryPoint = "listen")]
    [SuppressGCTransition]
    internal static partial int Listen(int fd, int backlog);

    [LibraryImport("libc", EntryPoint = "accept4")]
    [SuppressGCTransition]
    internal static partial int Accept4(int fd, byte* address, uint* length, int flags);

    [LibraryImport("libc", EntryPoint = "connect")]
    [SuppressGCTransition]
    internal static partial int Connect(int fd, byte* address, uint length);

    [LibraryImport("libc", EntryPoint = "recv")]
    [SuppressGCTransition]
    internal static partial nint Recv(int fd, byte* buffer, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "send")]
    [SuppressGCTransition]
    internal static partial nint Send(int fd, byte* buffer, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "splice")]
    [SuppressGCTransition]
    internal static partial nint Splice(int fdIn, long* offsetIn, int fdOut, long* offsetOut, nuint length, uint flags);

    [LibraryImport("libc", EntryPoint = "pipe2")]
    [SuppressGCTransition]
    internal static partial int Pipe2(int* ends, int flags);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    [SuppressGCTransition]
    internal static partial int Fcntl(int fd, int command, nint argument);

    [LibraryImport("libc", EntryPoint = "shutdown")]
    [SuppressGCTransition]
    internal static partial int Shutdown(int fd, int how);

    [LibraryImport("libc", EntryPoint = "close")]
    [SuppressGCTransition]
    internal static partial int Close(int fd);

    [LibraryImport("libc", EntryPoint = "setsockopt")]
    [SuppressGCTransition]
    internal static partial int SetSockOpt(int fd, int level, int name, void* value, uint length);

    [LibraryImport("libc", EntryPoint = "getsockopt")]
    [SuppressGCTransition]
    internal static partial int GetSockOpt(int fd, int level, int name, void* value, uint* length);

    [LibraryImport("libc", EntryPoint = "getsockname")]
    [SuppressGCTransition]
    internal static partial int GetSockName(int fd, byte* address, uint* length);

    [LibraryImport("libc", EntryPoint = "getpeername")]
    [SuppressGCTransition]
    internal static partial int GetPeerName(int fd, byte* address, uint* length);

    [LibraryImport("libc", EntryPoint = "eventfd")]
    [SuppressGCTransition]
    internal static partial int EventFd(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "read")]
    [SuppressGCTransition]
    internal static partial nint Read(int fd, void* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "write")]
    [SuppressGCTransition]
    internal static partial nint Write(int fd, void* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "epoll_create1")]
    [SuppressGCTransition]
    internal static partial int EpollCreate1(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl")]
    [SuppressGCTransition]
    internal static partial int EpollCtl(int epoll, int operation, int fd, EpollEvent* change);

    /// <summary>May block, so the garbage collector must be able to run meanwhile.</summary>
    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    internal static partial int EpollWait(int epoll, EpollEvent* events, int capacity, int timeoutMilliseconds);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    internal static partial void* MMap(void* address, nuint length, int protection, int flags, int fd, long offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    internal static partial int MUnmap(void* address, nuint length);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial long IoUringSetup(long number, uint entries, UringParameters* parameters);

    /// <summary>May block, so the garbage collector must be able to run meanwhile.</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial long IoUringEnter(long number, int ring, uint toSubmit, uint minComplete, uint flags, void* argument, nuint size);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial long IoUringRegister(long number, int ring, uint operation, void* argument, uint count);

    internal const int AfInet = 2, AfInet6 = 10, AfUnix = 1;
    internal const int SockStream = 1, SockNonBlock = 0x800, SockCloExec = 0x80000;
    internal const int IpProtoTcp = 6, IpProtoIpv6 = 41, SolSocket = 1;
    internal const int SoReuseAddr = 2, SoError = 4, SoLinger = 13, SoReusePort = 15, SoSndBuf = 7, SoRcvBuf = 8, SoAcceptConn = 30, SoProtocol = 38, SoBindToInterface = 62;
    internal const int TcpNoDelay = 1, TcpDeferAccept = 9, TcpInfo = 11, TcpNotSentLowAt = 25, Ipv6V6Only = 26;

    /// <summary>Offsets in struct tcp_info (linux/tcp.h) and its length up to there, as of Linux 4.1.</summary>
    internal const int TcpInfoBytesAcknowledged = 120, TcpInfoBytesReceived = 128, TcpInfoLength = 136;
    internal const int MsgPeek = 0x2, MsgDontWait = 0x40, MsgWaitAll = 0x100, MsgNoSignal = 0x4000, MsgMore = 0x8000;
    internal const int ShutRd = 0, ShutWr = 1, ShutRdWr = 2;
    internal const int EfdNonBlock = 0x800, EfdCloExec = 0x80000;
    internal const int OpenNonBlock = 0x800, OpenCloExec = 0x80000;
    internal const int FSetFd = 2, FGetFl = 3, FSetFl = 4, FDupFdCloExec = 1030, FdCloExec = 1;
    internal const int FSetPipeSize = 1031;
    internal const uint SpliceMove = 1, SpliceNonBlock = 2, SpliceMore = 4;
    internal const int ProtRead = 1, ProtWrite = 2, MapShared = 1, MapPrivate = 2, MapAnonymous = 0x20, MapPopulate = 0x8000;
}
