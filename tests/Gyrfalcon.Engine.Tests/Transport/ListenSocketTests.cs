using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using Gyrfalcon.Engine.Native;
using Gyrfalcon.Engine.Transport;
using Xunit;

namespace Gyrfalcon.Engine.Tests.Transport;

/// <summary>Listening addresses that overlap, and sockets that let nobody come any more.</summary>
public sealed class ListenSocketTests
{
    private const int Backlog = 16;

    [Theory]
    [InlineData("127.0.0.1", "0.0.0.0")]
    [InlineData("0.0.0.0", "127.0.0.1")]
    [InlineData("127.0.0.1", "::")]
    [InlineData("::", "127.0.0.1")]
    public void An_address_may_overlap_with_one_of_our_own_and_with_no_other(string first, string second)
    {
        using ListenSocket before = Listen(new Address(IPAddress.Parse(first), 0));
        var address = new Address(IPAddress.Parse(second), before.Address.Port);
        Assert.Null(ListenSocket.Bind(address, 1, out string? error, dualStack: address.IsV6));
        Assert.Contains("already in use", error, StringComparison.Ordinal);
        using ListenSocket? after = ListenSocket.Bind(address, 2, out error, dualStack: address.IsV6, before.Sockets);
        Assert.True(after is not null && after.TryListen(Backlog, out error), error);
        Assert.Null(ListenSocket.Bind(address, 1, out error, dualStack: address.IsV6, before.Sockets));
        Assert.Contains("already in use", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_comes_to_one_that_is_retired_but_who_is_on_the_way()
    {
        using ListenSocket listening = Listen(new Address(IPAddress.Loopback, 0));
        int fd = listening.Sockets[0];

        // Nothing is accepted of it before its first bytes are there.
        using Socket under = Connect(listening.Address.Port);
        Assert.True(listening.TryRetire());
        using var late = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Assert.Equal(SocketError.ConnectionRefused, Assert.Throws<SocketException>(() => late.Connect(IPAddress.Loopback, listening.Address.Port)).SocketErrorCode);
        under.Send("x"u8);
        int accepted = -1;
        Assert.True(SpinWait.SpinUntil(() => (accepted = SocketCalls.Accept(fd)) >= 0, TimeSpan.FromSeconds(30)));
        Libc.Close(accepted);
    }

    [Fact]
    public void One_that_another_process_has_cannot_be_retired()
    {
        using ListenSocket listening = Listen(new Address(IPAddress.Loopback, 0));
        listening.NoteShared();
        Assert.False(listening.TryRetire());
        using Socket client = Connect(listening.Address.Port);
    }

    [Theory]
    [InlineData("0100007F:1F90", "127.0.0.1", 8080)]
    [InlineData("00000000:0050", "0.0.0.0", 80)]
    [InlineData("00000000000000000000000000000000:0050", "::", 80)]
    [InlineData("00000000000000000000000001000000:FFFF", "::1", 65535)]
    [InlineData("0000000000000000FFFF00000100007F:0050", "127.0.0.1", 80)]
    public void The_kernels_table_is_read(string text, string ip, int port) => Assert.Equal(new Address(IPAddress.Parse(ip), port), ListeningTable.Read(text));

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", false, true)]
    [InlineData("127.0.0.1", "127.0.0.2", false, false)]
    [InlineData("127.0.0.1", "0.0.0.0", false, true)]
    [InlineData("0.0.0.0", "127.0.0.1", false, true)]
    [InlineData("127.0.0.1", "::", false, false)]
    [InlineData("127.0.0.1", "::", true, true)]
    [InlineData("::", "127.0.0.1", false, true)]
    [InlineData("::1", "127.0.0.1", false, false)]
    [InlineData("::1", "::", false, true)]
    [InlineData("::1", "::2", false, false)]
    public void Addresses_overlap_if_a_client_of_one_could_be_one_of_the_other(string theirs, string ours, bool isDualStack, bool expected)
    {
        Assert.Equal(expected, ListeningTable.Overlap(new Address(IPAddress.Parse(theirs), 80), new Address(IPAddress.Parse(ours), 80), isDualStack));
        Assert.False(ListeningTable.Overlap(new Address(IPAddress.Parse(theirs), 80), new Address(IPAddress.Parse(ours), 81), isDualStack));
    }

    private static ListenSocket Listen(Address address)
    {
        ListenSocket? socket = ListenSocket.Bind(address, 1, out string? error, dualStack: address.IsV6);
        Assert.True(socket is not null && socket.TryListen(Backlog, out error), error);
        return socket;
    }

    private static Socket Connect(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(IPAddress.Loopback, port);
        return socket;
    }
}
