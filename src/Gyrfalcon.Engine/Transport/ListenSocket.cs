using System;
using Gyrfalcon.Engine.Native;

namespace Gyrfalcon.Engine.Transport;

/// <summary>
/// A bound and listening TCP address with one socket for each worker (SO_REUSEPORT), so that the kernel spreads new connections
/// and no worker shares an accept queue with another.
/// </summary>
public sealed class ListenSocket : IDisposable
{
    /// <summary>Bytes that the kernel takes for a client beyond those that its window and the network let it send.</summary>
    private const int MostUnsent = 1 << 20;

    private readonly int[] _descriptors;

    private ListenSocket(int[] descriptors, Address address)
    {
        _descriptors = descriptors;
        Address = address;
    }

    /// <summary>Where it listens; the port is the real one even if 0 was asked for.</summary>
    public Address Address { get; }

    /// <summary>Number of sockets, one a worker.</summary>
    public int Count => _descriptors.Length;

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
        var descriptors = new int[count];
        for (int i = 0; i < count; i++)
        {
            code = Open(bound.IsNone ? address : Rebind(address, bound.Port), dualStack, reusePort: true, backlog, out descriptors[i]);
            if (code == 0) continue;
            while (--i >= 0) Libc.Close(descriptors[i]);
            error = Explain(code);
            return null;
        }

        error = null;
        return new ListenSocket(descriptors, Rebind(address, bound.Port));
    }

    /// <summary>An address to listen on for a driver that needs no descriptors.</summary>
    internal static ListenSocket WithoutDescriptors(Address address, int count)
    {
        var descriptors = new int[count];
        Array.Fill(descriptors, -1);
        return new ListenSocket(descriptors, address);
    }

    /// <summary>Closes whatever has not been taken by a worker.</summary>
    public void Dispose()
    {
        for (int i = 0; i < _descriptors.Length; i++)
        {
            if (_descriptors[i] >= 0) Libc.Close(_descriptors[i]);
            _descriptors[i] = -1;
        }
    }

    /// <summary>Hands the socket of worker <paramref name="index"/> over; the caller owns the descriptor from now on.</summary>
    internal int Take(int index)
    {
        int fd = _descriptors[index];
        _descriptors[index] = -1;
        return fd;
    }

    private static Address Rebind(Address address, int port) => address.WithPort(port);

    private static int Open(Address address, bool dualStack, bool reusePort, int backlog, out int fd)
    {
        fd = SocketCalls.CreateStream(address.IsV6);
        if (fd < 0) return fd;
        SocketCalls.SetOption(fd, Libc.SolSocket, Libc.SoReuseAddr, 1);
        if (reusePort) SocketCalls.SetOption(fd, Libc.SolSocket, Libc.SoReusePort, 1);

        // A client that says nothing costs nothing: the connection is accepted when its first bytes are there, or after the kernel's patience.
        SocketCalls.SetOption(fd, Libc.IpProtoTcp, Libc.TcpDeferAccept, 1);

        // Accepted sockets inherit it: a client that does not read must not make the kernel hold megabytes for it.
        SocketCalls.SetOption(fd, Libc.IpProtoTcp, Libc.TcpNotSentLowAt, MostUnsent);
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
