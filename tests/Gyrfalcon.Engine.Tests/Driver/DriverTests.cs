using System;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Threading.Tasks;
using Gyrfalcon.Engine.Buffers;
using Gyrfalcon.Engine.Timers;
using Gyrfalcon.Engine.Transport;
using Xunit;

namespace Gyrfalcon.Engine.Tests.Driver;

/// <summary>What every driver must do, on real sockets.</summary>
public sealed class DriverTests
{
    private const long Second = 1_000_000_000;

    [Theory, InlineData("io_uring"), InlineData("epoll")]
    public void EchoesWhatArrives(string driver)
    {
        using var fixture = new DriverFixture(driver, EchoAsync);
        using Socket client = fixture.Connect();
        for (int i = 0; i < 100; i++)
        {
            byte[] message = RandomNumberGenerator.GetBytes(1 + i * 37);
            client.Send(message);
            Assert.Equal(message, ReceiveExactly(client, message.Length));
        }
    }

    [Theory, InlineData("io_uring"), InlineData("epoll")]
    public void ServesManyConnectionsAtOnce(string driver)
    {
        using var fixture = new DriverFixture(driver, EchoAsync);
        var clients = new Socket[600];
        for (int i = 0; i < clients.Length; i++) clients[i] = fixture.Connect();
        for (int round = 0; round < 3; round++)
        {
            for (int i = 0; i < clients.Length; i++) clients[i].Send(BitConverter.GetBytes(i * 7 + round));
            for (int i = 0; i < clients.Length; i++) Assert.Equal(i * 7 + round, BitConverter.ToInt32(ReceiveExactly(clients[i], 4)));
        }

        foreach (Socket client in clients) client.Dispose();
    }

    [Theory, InlineData("io_uring"), InlineData("epoll")]
    public void ASlowReaderGetsEveryByteAndHoldsTheSenderBack(string driver)
    {
        byte[] content = RandomNumberGenerator.GetBytes(24 << 20);
        int sent = 0;
        using var fixture = new DriverFixture(driver, async transport =>
        {
            while (sent < content.Length)
            {
                IoBuffer buffer = transport.Worker.Buffers.Rent();
                int count = buffer.Append(content.AsSpan(sent));
                if (await transport.SendAsync(buffer, WorkerTimer.Never) != IoStatus.Ok) break;
                sent += count;
            }

            transport.Close();
            return true;
        });
        using Socket client = fixture.Connect();
        byte[] received = ReceiveExactly(client, 100);
        int stalled = AwaitStall(() => sent);
        Assert.InRange(stalled, 100, content.Length - 1);
        byte[] rest = ReceiveExactly(client, content.Length - 100);
        Assert.Equal(content[..100], received);
        Assert.True(content.AsSpan(100).SequenceEqual(rest));
        Assert.Equal(0, client.Receive(new byte[1]));
    }

    [Theory, InlineData("io_uring"), InlineData("epoll")]
    public void AFastSenderIsHeldBackByASlowConsumer(string driver)
    {
        var go = new TaskCompletionSource();
        using var fixture = new DriverFixture(driver, async transport =>
        {
            Received first = await transport.ReceiveAsync(WorkerTimer.Never);
            long total = first.Buffer!.Length;
            first.Buffer.Release();
            await go.Task;
            while (true)
            {
                Received more = await transport.ReceiveAsync(WorkerTimer.Never);
                if (more.Buffer is null) break;
                total += more.Buffer.Length;
                more.Buffer.Release();
            }

            IoBuffer answer = transport.Worker.Buffers.Rent();
            answer.Append(BitConverter.GetBytes(total));
            await transport.SendAsync(answer, WorkerTimer.Never);
            transport.Close();
            return true;
        });
        using Socket client = fixture.Connect();
        client.Blocking = false;
        byte[] block = new byte[1 << 20];
        long written = 0;
        while (client.Poll(300_000, SelectMode.SelectWrite) && written < 64 << 20) written += client.Send(block, SocketFlags.None);
        Assert.True(written < 64 << 20, "the sender was never held back");
        fixture.Worker.Inbox.Post(() => go.SetResult());
        client.Blocking = true;
        client.Send(block);
        client.Shutdown(SocketShutdown.Send);
        Assert.Equal(written + block.Length, BitConverter.ToInt64(ReceiveExactly(client, 8)));
    }

    [Theory, InlineData("io_uring"), InlineData("epoll")]
    public void AReceiveTimesOutAndTheConnectionGoesOn(string driver)
    {
        using var fixture = new DriverFixture(driver, async transport =>
        {
            Received none = await transport.ReceiveAsync(transport.Worker.After(Second / 20));
            Assert.Equal(IoStatus.TimedOut, none.Status);
            IoBuffer word = transport.Worker.Buffers.Rent();
            word.Append("late"u8);
            await transport.SendAsync(word, WorkerTimer.Never);
            return await EchoAsync(transport);
        });
        using Socket client = fixture.Connect();
        Assert.Equal("late"u8.ToArray(), ReceiveExactly(client, 4));
        client.Send("x"u8);
        Assert.Equal("x"u8.ToArray(), ReceiveExactly(client, 1));
    }

    [Theory, InlineData("io_uring"), InlineData("epoll")]
    public void ASendToAStalledPeerTimesOut(string driver)
    {
        var ended = new TaskCompletionSource<IoStatus>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var fixture = new DriverFixture(driver, async transport =>
        {
            IoStatus status;
            do
            {
                IoBuffer buffer = transport.Worker.Buffers.Rent();
                buffer.Commit(buffer.Array.Length);
                status = await transport.SendAsync(buffer, transport.Worker.After(Second / 20));
            }
            while (status == IoStatus.Ok);
            transport.Abort();
            ended.SetResult(status);
            return true;
        });
        using Socket client = fixture.Connect();
        Assert.Equal(IoStatus.TimedOut, ended.Task.WaitAsync(TimeSpan.FromSeconds(20)).GetAwaiter().GetResult());
        AwaitOutstanding(fixture, 0);
    }

    [Theory, InlineData("io_uring"), InlineData("epoll")]
    public void ConnectsAndRefuses(string driver)
    {
        using var fixture = new DriverFixture(driver, EchoAsync);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var open = new Address(IPAddress.Loopback, ((IPEndPoint)listener.LocalEndpoint).Port);
        IoStatus status = fixture.Run(async worker =>
        {
            Connected connected = await worker.Driver.ConnectAsync(open, worker.After(5 * Second));
            connected.Transport?.Close();
            return connected.Status;
        });
        Assert.Equal(IoStatus.Ok, status);
        listener.Stop();
        Assert.Equal(IoStatus.Refused, fixture.Run(async worker => (await worker.Driver.ConnectAsync(open, worker.After(5 * Second))).Status));
    }

    [Theory, InlineData("io_uring"), InlineData("epoll")]
    public void AnAbortIsSeenAsReset(string driver)
    {
        using var fixture = new DriverFixture(driver, async transport =>
        {
            Received received = await transport.ReceiveAsync(WorkerTimer.Never);
            received.Buffer!.Release();
            transport.Abort();
            return true;
        });
        using Socket client = fixture.Connect();
        client.Send("x"u8);
        SocketException reset = Assert.Throws<SocketException>(() => client.Receive(new byte[1]));
        Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
    }

    [Theory, InlineData("io_uring"), InlineData("epoll")]
    public void AnIdleConnectionTellsWhenItsPeerCloses(string driver)
    {
        var told = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var fixture = new DriverFixture(driver, transport =>
        {
            transport.InputWatcher = new Watcher(() =>
            {
                told.SetResult(transport.IsQuiet);
                transport.Close();
            });
            transport.WatchInput();
            return new ValueTask<bool>(true);
        });
        Socket client = fixture.Connect();
        client.Dispose();
        Assert.False(told.Task.WaitAsync(TimeSpan.FromSeconds(10)).GetAwaiter().GetResult());
    }

    [Theory]
    [InlineData("io_uring", 5)]
    [InlineData("io_uring", 3 << 20)]
    [InlineData("io_uring", 64 << 20)]
    [InlineData("epoll", 5)]
    [InlineData("epoll", 3 << 20)]
    [InlineData("epoll", 64 << 20)]
    public void SplicesExactly(string driver, int length)
    {
        byte[] content = RandomNumberGenerator.GetBytes(length);
        using var origin = new TcpListener(IPAddress.Loopback, 0);
        origin.Start();
        int port = ((IPEndPoint)origin.LocalEndpoint).Port;
        Task serving = Task.Run(() =>
        {
            using Socket accepted = origin.AcceptSocket();
            accepted.Send("first"u8);
            accepted.Send(content);
            accepted.Send("after"u8);
            Assert.Equal(0, accepted.Receive(new byte[1]));
        });
        using var fixture = new DriverFixture(driver, async client =>
        {
            Worker worker = client.Worker;
            TcpTransport upstream = (await worker.Driver.ConnectAsync(new Address(IPAddress.Loopback, port), WorkerTimer.Never)).Transport!;
            Received first = await upstream.ReceiveAsync(WorkerTimer.Never);

            // What came along with the first bytes is passed by hand, as the proxy does with the end of a head's buffer.
            first.Buffer!.Advance(5);
            int early = Math.Min(first.Buffer.Length, length);
            byte[] surplus = first.Buffer.Filled[early..].ToArray();
            first.Buffer.End = first.Buffer.Start + early;
            await client.SendAsync(first.Buffer, WorkerTimer.Never);
            Spliced spliced = await upstream.SpliceAsync(client, length - early, 10 * Second, 10 * Second, WorkerTimer.Never);
            Assert.Equal(new Spliced(length - early, IoStatus.Ok, true), spliced);
            int tail = surplus.Length;
            while (tail < 5)
            {
                Received after = await upstream.ReceiveAsync(WorkerTimer.Never);
                tail += after.Buffer!.Length;
                await client.SendAsync(after.Buffer, WorkerTimer.Never);
            }

            upstream.Close();
            client.Close();
            return true;
        });
        using Socket reader = fixture.Connect();
        Assert.True(content.AsSpan().SequenceEqual(ReceiveExactly(reader, length)));
        serving.WaitAsync(TimeSpan.FromSeconds(20)).GetAwaiter().GetResult();
        AwaitOutstanding(fixture, 0);
    }

    [Theory, InlineData("io_uring"), InlineData("epoll")]
    public void AllocatesNothingPerRoundTripOnceWarm(string driver)
    {
        using var fixture = new DriverFixture(driver, EchoAsync);
        using Socket client = fixture.Connect();
        byte[] message = new byte[64];
        RoundTrips(client, message, 2000);
        long before = Allocated(fixture);
        RoundTrips(client, message, 10_000);
        long after = Allocated(fixture);

        // The two measurements themselves allocate a little on the worker.
        Assert.InRange(after - before, 0, 4096);
    }

    private static long Allocated(DriverFixture fixture)
        => fixture.Run(_ => new ValueTask<long>(GC.GetAllocatedBytesForCurrentThread()));

    private static void RoundTrips(Socket client, byte[] message, int count)
    {
        for (int i = 0; i < count; i++)
        {
            client.Send(message);
            for (int got = 0; got < message.Length;) got += client.Receive(message, got, message.Length - got, SocketFlags.None);
        }
    }

    private static async ValueTask<bool> EchoAsync(TcpTransport transport)
    {
        while (true)
        {
            Received received = await transport.ReceiveAsync(WorkerTimer.Never);
            if (received.Buffer is not { } buffer) break;
            if (await transport.SendAsync(buffer, WorkerTimer.Never) != IoStatus.Ok) break;
        }

        transport.Close();
        return true;
    }

    private static byte[] ReceiveExactly(Socket socket, int length)
    {
        socket.ReceiveTimeout = 20_000;
        byte[] bytes = new byte[length];
        for (int got = 0; got < length;)
        {
            int count = socket.Receive(bytes, got, length - got, SocketFlags.None);
            Assert.True(count > 0, $"the peer ended after {got} of {length} bytes");
            got += count;
        }

        return bytes;
    }

    /// <summary>Waits until a growing figure has not moved for a while; the figure.</summary>
    private static int AwaitStall(Func<int> figure)
    {
        int last = -1;
        using var tick = new System.Threading.PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (true)
        {
            int now = figure();
            if (now == last && now > 0) return now;
            last = now;
            tick.WaitForNextTickAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private static void AwaitOutstanding(DriverFixture fixture, int allowed)
    {
        int lent = fixture.Run(worker => new ValueTask<int>(worker.Driver.Name == "io_uring" ? 128 : 0));
        Assert.True(System.Threading.SpinWait.SpinUntil(
            () => fixture.Run(worker => new ValueTask<int>(worker.Buffers.Outstanding)) - lent <= allowed, TimeSpan.FromSeconds(10)), "buffers are missing");
    }

    private sealed class Watcher(Action told) : IInputWatcher
    {
        public void OnUnexpectedInput() => told();
    }
}
