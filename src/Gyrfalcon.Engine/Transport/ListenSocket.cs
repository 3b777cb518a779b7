using System;
using System.Collections.Generic;
using Gyrfalcon.Engine.Native;

namespace Gyrfalcon.Engine.Transport;

/// <summary>
/// A bound and listening TCP address with a socket of its own for each worker (SO_REUSEPORT), so that the kernel spreads new connections and no worker shares an accept queue with another. Of sockets that
/// were inherited a worker may have several, or share one.
/// </summary>
public sealed class ListenSocket : IDisposable
{
    /// <summary>Bytes that the kernel takes for a client beyond those that its window and the network let it send.</summary>
    private const int MostUnsent = 1 << 20;

    private readonly int[]?[] _descriptors;

    private ListenSocket(int[][] descriptors, int[] sockets, Address address)
    {
        _descriptors = descriptors;
        Sockets = sockets;
        Address = address;
    }

    /// <summary>Where it listens; the port is the real one even if 0 was asked for.</summary>
    public Address Address { get; }

    /// <summary>One descriptor of each of its sockets, which the workers own and keep open until they stop listening: for a process that is to listen on, too.</summary>
    public IReadOnlyList<int> Sockets { get; }

    /// <summary>How many sockets worker <paramref name="index"/> has, at least one.</summary>
    public int CountOf(int index) => _descriptors[index]?.Length ?? 0;

    /// <summary>
    /// Binds <paramref name="address"/> and listens with <paramref name="count"/> sockets. An address that somebody else listens on is refused,
    /// even one opened with SO_REUSEPORT by the same user. With <paramref name="dualStack"/> an IPv6 any-address takes IPv4 clients too, and stands for
    /// IPv4 alone where there is no IPv6.
    /// </summary>
    /// <returns>The socket, or null with the reason in <paramref name="error"/>, a sentence's second half ("is already in use").</returns>
    public static ListenSocket? Bind(Address address, int count, int backlog, out string? error, bool dualStack = false)
    {
        // The first try, without SO_REUSEPORT, fails if anybody listens there; the real sockets would silently share with him.
        int code = Open(address, dualStack, reusePort: false, backlog, out int probe);
        if (code == -Errno.AfNoSupport && dualStack)
        {
            return Bind(new Address(System.Net.IPAddress.Any, address.Port), count, backlog, out error);
        }

        if (code < 0)
        {
            error = Explain(code);
            return null;
        }

        Address bound = SocketCalls.LocalAddress(probe);
        Libc.Close(probe);
        var sockets = new int[count];
        for (int i = 0; i < count; i++)
        {
            code = Open(bound.IsNone ? address : Rebind(address, bound.Port), dualStack, reusePort: true, backlog, out sockets[i]);
            if (code == 0) continue;
            while (--i >= 0) Libc.Close(sockets[i]);
            error = Explain(code);
            return null;
        }

        error = null;
        return new ListenSocket(Array.ConvertAll(sockets, static fd => new[] { fd }), sockets, Rebind(address, bound.Port));
    }

    /// <summary>
    /// Spreads sockets that listen on <paramref name="address"/> already, which it owns from now on, over <paramref name="count"/> workers: none of their queues may be left without one. Workers for whom there is
    /// none get a new one beside them; or, where the kernel allows none, because they were opened without SO_REUSEPORT or by another user, share one. Null, with all of them closed, if that takes more descriptors
    /// than there are.
    /// </summary>
    internal static ListenSocket? Adopt(IReadOnlyList<int> listening, Address address, bool dualStack, int count, int backlog)
    {
        var sockets = new List<int>(listening);
        var descriptors = new List<int>[count];
        for (int i = 0; i < count; i++) descriptors[i] = [];
        bool mayAdd = SocketCalls.GetOption(listening[0], Libc.SolSocket, Libc.SoReusePort) > 0;
        for (int i = 0; i < Math.Max(count, listening.Count); i++)
        {
            int fd = i < listening.Count ? listening[i] : -1;
            if (fd < 0 && mayAdd && Open(address, dualStack, reusePort: true, backlog, out fd) == 0) sockets.Add(fd);
            if (fd < 0) fd = Libc.Fcntl(listening[i % listening.Count], Libc.FDupFdCloExec, 0);
            if (fd >= 0)
            {
                descriptors[i % count].Add(fd);
                continue;
            }

            foreach (List<int> worker in descriptors) worker.ForEach(static each => Libc.Close(each));
            return null;
        }

        return new ListenSocket(Array.ConvertAll(descriptors, static each => each.ToArray()), sockets.ToArray(), address);
    }

    /// <summary>An address to listen on for a driver that needs no descriptors.</summary>
    internal static ListenSocket WithoutDescriptors(Address address, int count)
    {
        var descriptors = new int[count][];
        Array.Fill(descriptors, [-1]);
        return new ListenSocket(descriptors, [], address);
    }

    /// <summary>What a socket of ours is to have; also one that was opened by somebody else.</summary>
    internal static void Prepare(int fd)
    {
        // A client that says nothing costs nothing: the connection is accepted when its first bytes are there, or after the kernel's patience.
        SocketCalls.SetOption(fd, Libc.IpProtoTcp, Libc.TcpDeferAccept, 1);

        // Accepted sockets inherit these: a client that does not read must not make the kernel hold megabytes for it.
        SocketCalls.SetOption(fd, Libc.IpProtoTcp, Libc.TcpNotSentLowAt, MostUnsent);
        SocketCalls.SetOption(fd, Libc.IpProtoTcp, Libc.TcpNoDelay, 1);
    }

    /// <summary>Closes whatever has not been taken by a worker.</summary>
    public void Dispose()
    {
        for (int i = 0; i < _descriptors.Length; i++)
        {
            foreach (int fd in _descriptors[i] ?? [])
            {
                if (fd >= 0) Libc.Close(fd);
            }

            _descriptors[i] = null;
        }
    }

    /// <summary>Hands the sockets of worker <paramref name="index"/> over; the caller owns the descriptors from now on.</summary>
    internal int[] Take(int index)
    {
        int[] taken = _descriptors[index] ?? [];
        _descriptors[index] = null;
        return taken;
    }

    private static Address Rebind(Address address, int port) => address.WithPort(port);

    private static int Open(Address address, bool dualStack, bool reusePort, int backlog, out int fd)
    {
        fd = SocketCalls.CreateStream(address.IsV6);
        if (fd < 0) return fd;
        SocketCalls.SetOption(fd, Libc.SolSocket, Libc.SoReuseAddr, 1);
        if (reusePort) SocketCalls.SetOption(fd, Libc.SolSocket, Libc.SoReusePort, 1);
        Prepare(fd);
        if (address.IsV6) SocketCalls.SetOption(fd, Libc.IpProtoIpv6, Libc.Ipv6V6Only, dualStack ? 0 : 1);
        int code = SocketCalls.Bind(fd, address);
        if (code == 0 && Libc.Listen(fd, backlog) < 0) code = SocketCalls.LastError();
        if (code == 0) return 0;
        Libc.Close(fd);
        fd = -1;
        return code;
    }

    private static string Explain(int code) => -code switch
    {
        Errno.AddrInUse => "is already in use by another process; stop it or choose another port",
        Errno.Access or Errno.Perm => "may not be bound by this user; ports below 1024 need root or the capability CAP_NET_BIND_SERVICE",
        Errno.AddrNotAvail => "is not an address of this machine",
        Errno.AfNoSupport => "needs IPv6, which this machine has switched off",
        Errno.MFile or Errno.NFile => "could not be opened: out of file descriptors",
        _ => $"could not be opened (error {-code})",
    };
}
