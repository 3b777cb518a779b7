using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using Gyrfalcon.Engine.Native;
using Gyrfalcon.Engine.Transport;
using Xunit;

namespace Gyrfalcon.Engine.Tests.Transport;

/// <summary>What a process makes of the descriptors that it is given at its start.</summary>
public sealed class InheritedSocketsTests : IDisposable
{
    private const int Backlog = 16;

    /// <summary>Beyond what a process may have.</summary>
    private const int NotOpen = int.MaxValue - 1;

    private readonly List<IDisposable> _open = [];

    public void Dispose() => _open.ForEach(static each => each.Dispose());

    [Fact]
    public void A_socket_is_taken_by_its_address_and_once()
    {
        (int fd, Address address) = GiveListening();
        using var inherited = new InheritedSockets([(fd, "web"), (fd, "web")]);
        Assert.Equal([$"descriptor {fd} ({address})"], inherited.Left);
        using ListenSocket? taken = inherited.Take("other", address, dualStack: false, 1, Backlog);
        Assert.Equal(address, taken!.Address);
        Assert.Equal([fd], taken.Sockets);
        Assert.Empty(inherited.Left);
        Assert.Null(inherited.Take("other", address, dualStack: false, 1, Backlog));
    }

    [Fact]
    public void What_cannot_be_listened_on_is_told_and_left_alone()
    {
        int file = Give(File.OpenHandle("/dev/null"));
        var bound = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        bound.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int silent = Give(bound);
        var datagrams = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        datagrams.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int udp = Give(datagrams);
        var local = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        local.Bind(new UnixDomainSocketEndPoint($"\0gyr-test-{Guid.NewGuid():N}"));
        local.Listen();
        int unix = Give(local);
        int[] strange = [file, silent, udp, unix];

        var inherited = new InheritedSockets([(file, ""), (silent, ""), (NotOpen, ""), (-1, ""), (udp, ""), (unix, "")]);
        Assert.Equal(
            [$"descriptor {file} (no listening TCP socket)", $"descriptor {silent} (no listening TCP socket)", $"descriptor {NotOpen} (not open)", "descriptor -1 (not open)",
                $"descriptor {udp} (no listening TCP socket)", $"descriptor {unix} (no listening TCP socket)"],
            inherited.Strange);
        Assert.Empty(inherited.Left);
        Assert.Empty(inherited.Descriptors);
        inherited.Dispose();
        Assert.All(strange, static fd => Assert.True(InheritedSockets.IsOpen(fd)));
        foreach (int fd in strange) Libc.Close(fd);
    }

    [Fact]
    public void What_nobody_takes_is_closed()
    {
        (int fd, Address address) = GiveListening();
        var inherited = new InheritedSockets([(fd, "web")]);
        Assert.Null(inherited.Take("web", address.WithPort(address.Port == 1 ? 2 : 1), dualStack: false, 1, Backlog));
        Assert.Null(inherited.Take("web", new Address(IPAddress.Parse("127.0.0.2"), address.Port), dualStack: false, 1, Backlog));
        Assert.Null(inherited.Take("web", new Address(IPAddress.IPv6Any, address.Port), dualStack: true, 1, Backlog));
        Assert.Equal([fd], inherited.Descriptors);
        inherited.Dispose();
        Assert.Empty(inherited.Left);
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Assert.Equal(SocketError.ConnectionRefused, Assert.Throws<SocketException>(() => client.Connect(IPAddress.Loopback, address.Port)).SocketErrorCode);
    }

    [Fact]
    public void A_port_that_the_kernel_chose_belongs_to_the_name()
    {
        (int fd, Address address) = GiveListening();
        using var inherited = new InheritedSockets([(fd, "web")]);
        Assert.Null(inherited.Take("other", address.WithPort(0), dualStack: false, 1, Backlog));
        using ListenSocket? taken = inherited.Take("web", address.WithPort(0), dualStack: false, 1, Backlog);
        Assert.Equal(address, taken!.Address);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Any_address_of_IPv6_alone_is_not_that_of_both(bool dualStack)
    {
        var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = dualStack };
        (int fd, Address address) = GiveListening(socket, IPAddress.IPv6Any);
        using var inherited = new InheritedSockets([(fd, "web")]);
        Assert.Null(inherited.Take("web", address, !dualStack, 1, Backlog));
        using ListenSocket? taken = inherited.Take("web", address, dualStack, 1, Backlog);
        Assert.NotNull(taken);
    }

    [Fact]
    public void No_queue_is_without_a_worker()
    {
        (int first, Address address) = GiveListening(reusePort: true);
        int[] all = [first, GiveListening(reusePort: true, port: address.Port).Descriptor, GiveListening(reusePort: true, port: address.Port).Descriptor];
        using var inherited = new InheritedSockets(Array.ConvertAll(all, static fd => (fd, "web")));
        using ListenSocket taken = inherited.Take("web", address, dualStack: false, 2, Backlog)!;
        Assert.Equal((2, 1), (taken.CountOf(0), taken.CountOf(1)));
        Assert.Equal(all, taken.Sockets);
    }

    [Fact]
    public void No_worker_is_without_a_queue()
    {
        (int fd, Address address) = GiveListening(reusePort: true);
        using var inherited = new InheritedSockets([(fd, "web")]);
        using ListenSocket taken = inherited.Take("web", address, dualStack: false, 3, Backlog)!;
        Assert.Equal((1, 1, 1), (taken.CountOf(0), taken.CountOf(1), taken.CountOf(2)));
        Assert.Equal(3, taken.Sockets.Count);
    }

    [Fact]
    public void A_socket_that_allows_no_others_beside_it_is_shared()
    {
        (int fd, Address address) = GiveListening();
        using var inherited = new InheritedSockets([(fd, "web")]);
        using ListenSocket taken = inherited.Take("web", address, dualStack: false, 3, Backlog)!;
        Assert.Equal((1, 1, 1), (taken.CountOf(0), taken.CountOf(1), taken.CountOf(2)));
        Assert.Equal([fd], taken.Sockets);
        Assert.False(taken.TryRetire());
    }

    private (int Descriptor, Address Address) GiveListening(bool reusePort = false, int port = 0)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        // .NET sets SO_REUSEPORT with it.
        if (reusePort) socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        return GiveListening(socket, IPAddress.Loopback, port);
    }

    private static (int Descriptor, Address Address) GiveListening(Socket socket, IPAddress ip, int port = 0)
    {
        socket.Bind(new IPEndPoint(ip, port));
        socket.Listen();
        var address = new Address(ip, ((IPEndPoint)socket.LocalEndPoint!).Port);
        int copy = Copy((int)socket.Handle);
        socket.Dispose();
        return (copy, address);
    }

    private int Give(Socket socket)
    {
        _open.Add(socket);
        return Copy((int)socket.Handle);
    }

    private int Give(Microsoft.Win32.SafeHandles.SafeFileHandle file)
    {
        _open.Add(file);
        return Copy((int)file.DangerousGetHandle());
    }

    /// <summary>A descriptor of the same that nobody but the test knows of.</summary>
    private static int Copy(int descriptor) => Libc.Fcntl(descriptor, Libc.FDupFdCloExec, 0);
}
