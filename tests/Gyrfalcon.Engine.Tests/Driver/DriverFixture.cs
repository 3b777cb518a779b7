using System;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using Gyrfalcon.Engine.Driver;
using Gyrfalcon.Engine.Transport;
using Xunit;

namespace Gyrfalcon.Engine.Tests.Driver;

/// <summary>One worker on a real driver, with a listening socket whose connections a test serves.</summary>
internal sealed class DriverFixture : IDisposable
{
    private readonly WorkerGroup _group;
    private readonly ConcurrentQueue<Exception> _bugs = new();

    internal DriverFixture(string driver, Func<TcpTransport, ValueTask<bool>> serve)
    {
        DriverChoice choice = driver == "epoll" ? DriverChoice.Epoll() : DriverChoice.Best();
        Assert.SkipWhen(driver == "io_uring" && choice.Name != "io_uring", "this kernel refuses io_uring: " + choice.Remark);
        Assert.Equal(driver, choice.Name);
        _group = WorkerGroup.Start(1, choice, _bugs.Enqueue);
        ListenSocket? socket = ListenSocket.Bind(new Address(IPAddress.Loopback, 0), 1, out string? error);
        Assert.True(socket is not null && socket.TryListen(128, out error), error);
        Address = socket.Address;
        _group.Invoke(worker => Listening = worker.Driver.Listen(socket, 0, new Served(worker, serve)));
    }

    internal Address Address { get; }

    internal IDisposable? Listening { get; private set; }

    internal Worker Worker => _group.Workers[0];

    internal Socket Connect()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(IPAddress.Loopback, Address.Port);
        return socket;
    }

    /// <summary>Runs <paramref name="work"/> on the worker and gives its result to the test's thread.</summary>
    internal T Run<T>(Func<Worker, ValueTask<T>> work)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Worker.Inbox.Post(() => Worker.Spawn(Complete()));
        return result.Task.WaitAsync(TimeSpan.FromSeconds(30)).GetAwaiter().GetResult();

        async ValueTask<bool> Complete()
        {
            try
            {
                result.SetResult(await work(Worker));
            }
            catch (Exception error)
            {
                result.SetException(error);
            }

            return true;
        }
    }

    private sealed class Served(Worker worker, Func<TcpTransport, ValueTask<bool>> serve) : Acceptor
    {
        public override void Accept(TcpTransport transport) => worker.Spawn(serve(transport));
    }

    public void Dispose()
    {
        _group.Stop();
        Assert.Empty(_bugs);
    }
}
