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

    /// <summary>The number of no network interface.</summary>
    private const int NoInterface = int.MaxValue;

    private readonly int[]?[] _descriptors;
    private bool _isShared;

    private ListenSocket(int[][] descriptors, int[] sockets, Address address, bool isShared)
    {
        _descriptors = descriptors;
        _isShared = isShared;
        Sockets = sockets;
        Address = address;
    }

    /// <summary>Where it listens; the port is the real one even if 0 was asked for.</summary>
    public Address Address { get; }

    /// <summary>One descriptor of each of its sockets, which the workers own and keep open until they stop listening.</summary>
    public IReadOnlyList<int> Sockets { get; }

    /// <summary>How many sockets worker <paramref name="index"/> has, at least one.</summary>
    public int CountOf(int index) => _descriptors[index]?.Length ?? 0;

    /// <summary>
    /// Binds <paramref name="address"/> with <paramref name="count"/> sockets, which do not listen before <see cref="TryListen"/>. An address that somebody else listens on is refused,
    /// even one opened with SO_REUSEPORT by the same user. With <paramref name="dualStack"/> an IPv6 any-address takes IPv4 clients too, and stands for
    /// IPv4 alone where there is no IPv6.
    /// </summary>
    /// <param name="address">Where to.</param>
    /// <param name="count">How many.</param>
    /// <param name="error">A sentence's second half ("is already in use").</param>
    /// <param name="dualStack">See above.</param>
    /// <param name="own">Listening descriptors of ours. Their addresses may overlap with this one: clients get the more particular of those that listen.</param>
    /// <returns>The socket, or null with the reason in <paramref name="error"/>.</returns>
    public static ListenSocket? Bind(Address address, int count, out string? error, bool dualStack = false, IReadOnlyList<int>? own = null)
    {
        // The first try, without SO_REUSEPORT, fails if anybody listens there; the real sockets would silently share with him.
        int code = Open(address, dualStack, reusePort: false, out int probe);
        if (code == -Errno.AfNoSupport && dualStack)
        {
            return Bind(new Address(System.Net.IPAddress.Any, address.Port), count, out error, own: own);
        }

        bool overlaps = code == -Errno.AddrInUse && own is { Count: > 0 } && !ListeningTable.HasOthers(address, dualStack, own);
        if (code < 0 && !overlaps)
        {
            error = Explain(code);
            return null;
        }

        Address bound = overlaps ? address : SocketCalls.LocalAddress(probe);
        if (!overlaps) Libc.Close(probe);
        var sockets = new int[count];
        for (int i = 0; i < count; i++)
        {
            code = Open(bound.IsNone ? address : Rebind(address, bound.Port), dualStack, reusePort: true, out sockets[i]);
            if (code == 0) continue;
            while (--i >= 0) Libc.Close(sockets[i]);
            error = overlaps && code == -Errno.AddrInUse
                ? "overlaps with an address whose socket was opened by another user, or without SO_REUSEPORT (systemd: ReusePort=yes), so that both cannot be open at a time; remove the other first"
                : Explain(code);
            return null;
        }

        error = null;
        return new ListenSocket(Array.ConvertAll(sockets, static fd => new[] { fd }), sockets, Rebind(address, bound.Port), isShared: false);
    }

    /// <summary>Lets connections come, which wait for a worker to accept them. False, with a sentence's second half in <paramref name="error"/>, if somebody else has begun to listen there.</summary>
    public bool TryListen(int backlog, out string? error)
    {
        error = null;
        foreach (int fd in Sockets)
        {
            if (Libc.Listen(fd, backlog) >= 0) continue;
            error = Explain(SocketCalls.LastError());
            return false;
        }

        return true;
    }

    /// <summary>
    /// Lets no further handshake begin here, while those under way end and are accepted: for whoever comes from now on, the kernel looks for another socket whose address overlaps, or refuses him.
    /// For good. False, with nothing changed, if another process may have these sockets, too, or if the kernel does not let it (Linux before 5.7).
    /// </summary>
    public bool TryRetire()
    {
        if (_isShared || Sockets.Count == 0) return false;
        foreach (int fd in Sockets)
        {
            // The kernel looks for a socket by the interface, too, when a handshake begins, and never again.
            if (SocketCalls.SetOption(fd, Libc.SolSocket, Libc.SoBindToInterface, NoInterface) < 0) return false;

            // A client that is connected and says nothing is let in when the kernel repeats its part of the handshake, which it does after a second.
            SocketCalls.SetOption(fd, Libc.IpProtoTcp, Libc.TcpDeferAccept, 0);
        }

        return true;
    }

    /// <summary>Another process is given these sockets: from now on it may listen on them, too, whatever this one does.</summary>
    public void NoteShared() => _isShared = true;

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
            if (fd < 0 && mayAdd) fd = OpenBeside(address, dualStack, backlog);
            if (fd >= 0 && i >= listening.Count) sockets.Add(fd);
            if (fd < 0) fd = Libc.Fcntl(listening[i % listening.Count], Libc.FDupFdCloExec, 0);
            if (fd >= 0)
            {
                descriptors[i % count].Add(fd);
                continue;
            }

            foreach (List<int> worker in descriptors) worker.ForEach(static each => Libc.Close(each));
            return null;
        }

        return new ListenSocket(Array.ConvertAll(descriptors, static each => each.ToArray()), sockets.ToArray(), address, isShared: true);
    }

    /// <summary>An address to listen on for a driver that needs no descriptors.</summary>
    internal static ListenSocket WithoutDescriptors(Address address, int count)
    {
        var descriptors = new int[count][];
        Array.Fill(descriptors, [-1]);
        return new ListenSocket(descriptors, [], address, isShared: false);
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

    /// <summary>A socket that listens in a group with others; below zero if it cannot.</summary>
    private static int OpenBeside(Address address, bool dualStack, int backlog)
    {
        if (Open(address, dualStack, reusePort: true, out int fd) < 0 || Libc.Listen(fd, backlog) >= 0) return fd;
        Libc.Close(fd);
        return -1;
    }

    private static int Open(Address address, bool dualStack, bool reusePort, out int fd)
    {
        fd = SocketCalls.CreateStream(address.IsV6);
        if (fd < 0) return fd;
        SocketCalls.SetOption(fd, Libc.SolSocket, Libc.SoReuseAddr, 1);
        if (reusePort) SocketCalls.SetOption(fd, Libc.SolSocket, Libc.SoReusePort, 1);
        Prepare(fd);
        if (address.IsV6) SocketCalls.SetOption(fd, Libc.IpProtoIpv6, Libc.Ipv6V6Only, dualStack ? 0 : 1);
        int code = SocketCalls.Bind(fd, address);
        if (code == 0) return 0;
        Libc.Close(fd);
        fd = -1;
        return code;
    }

    private static string Explain(int code) => -code switch
    {
        Errno.AddrInUse => "is already in use by another process; stop it or choose another port",
        Errno.Access or Errno.Perm => "may not be bound by this user; ports below 1024 need root or the capability CAP_NET_BIND_SERVICE",
        Errno.AddrNotAvail => "is not an address of this machine; choose one that `ip address` lists",
        Errno.AfNoSupport => "needs IPv6, which this machine has switched off; choose an address of IPv4",
        Errno.MFile or Errno.NFile => "could not be opened: out of file descriptors; raise LimitNOFILE= of systemd, or ulimit -n",
        _ => $"could not be opened (error {-code}); choose another address",
    };
}
