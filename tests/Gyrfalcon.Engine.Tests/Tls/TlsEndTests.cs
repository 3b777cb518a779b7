using System.IO;
using System.Net.Security;
using System.Net.Sockets;
using System.Threading;
using Gyrfalcon.Engine.Buffers;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Engine.Tests.Driver;
using Gyrfalcon.Engine.Timers;
using Gyrfalcon.Engine.Tls;
using Gyrfalcon.Engine.Transport;
using Xunit;

namespace Gyrfalcon.Engine.Tests.Tls;

/// <summary>How TLS ends on real sockets.</summary>
public sealed class TlsEndTests
{
    private const int Piece = 8192;
    private const long StallTime = 200_000_000;

    /// <summary>The close_notify waits behind what the peer has not taken, and does not push it out.</summary>
    [Theory, InlineData("io_uring"), InlineData("epoll")]
    public void AnEndedHalfDeliversWhatWasSentBefore(string driver)
    {
        var context = new TlsServerContext(new TlsServerRules([TlsMisuseTests.Certificate()], TlsVersion.Tls12, ["http/1.1"u8.ToArray()]));
        int pieces = int.MaxValue;
        int sent = 0;
        int ended = 0;
        bool isMeasuring = true;
        using var fixture = new DriverFixture(driver, async tcp =>
        {
            var tls = new TlsTransport(tcp, context);
            await tls.HandshakeAsync(WorkerTimer.Never);
            for (int i = 0; i < pieces; i++)
            {
                IoBuffer buffer = tcp.Worker.Buffers.Rent();
                buffer.Append(new byte[Piece]);
                if (await tls.SendAsync(buffer, isMeasuring ? tcp.Worker.After(StallTime) : WorkerTimer.Never) != IoStatus.Ok) break;
                Interlocked.Increment(ref sent);
            }

            tls.ShutdownSend();
            Interlocked.Increment(ref ended);
            while ((await tls.ReceiveAsync(WorkerTimer.Never)).Buffer is { } buffer) buffer.Release();
            tls.Close();
            return true;
        });
        // How many pieces fit between a sender and a client that reads nothing: then a send takes longer than it may.
        using (Connect(fixture)) Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref ended) == 1, 5000));
        int capacity = Volatile.Read(ref sent);
        isMeasuring = false;
        Assert.InRange(capacity, 2, 10_000);

        foreach (int count in new[] { capacity - 1, capacity })
        {
            (pieces, ended) = (count, 0);
            using SslStream client = Connect(fixture);
            Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref ended) == 1, 5000));

            // A deadline of the end's own would have passed by then on the worker's clock.
            Assert.False(fixture.Run(static worker => new WorkerSignal(worker).WaitAsync(worker.After(StallTime))));
            Assert.Equal(count * (long)Piece, ReadToEnd(client));
        }
    }

    private static SslStream Connect(DriverFixture fixture)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = 4096 };
        socket.Connect(System.Net.IPAddress.Loopback, fixture.Address.Port);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true), false, static (_, _, _, _) => true);
        stream.AuthenticateAsClient("a.example");
        return stream;
    }

    private static long ReadToEnd(SslStream stream)
    {
        byte[] room = new byte[65536];
        long total = 0;
        try
        {
            for (int read; (read = stream.Read(room)) > 0;) total += read;
        }
        catch (IOException)
        {
            return -total;
        }

        return total;
    }
}
