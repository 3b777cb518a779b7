using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Buffers;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Engine.Timers;
using Gyrfalcon.Engine.Transport;

namespace Gyrfalcon.Proxy.Exchanges;

/// <summary>
/// One direction of a tunnel. Small messages are passed on buffer by buffer, and a silent flow holds none; while bytes come in streams, they are moved in
/// the kernel. At most two buffers are on their way, so a slow receiver slows the sender.
/// </summary>
internal sealed class TunnelFlow(Tunnel tunnel, Input source, Transport sink, long sinkIdle)
{
    /// <summary>As many full buffers in a row make a stream.</summary>
    private const int StreamAfter = 8;

    /// <summary>A stream that pauses for so long is one no more, in nanoseconds.</summary>
    private const long CalmAfter = 50_000_000;

    /// <summary>Bytes after which a flow that never has to wait lets the worker's other connections go first.</summary>
    private const long FairShare = 1 << 20;

    private bool _canSplice = source.Transport.IsPlain && sink.IsPlain;

    /// <summary>Bytes passed on.</summary>
    internal long Bytes { get; private set; }

    /// <summary>Bytes are on their way to the receiver, who has a deadline of his own for them.</summary>
    internal bool IsMoving { get; private set; }

    /// <summary>Passes bytes on until the sender ends its side, which is passed on too, or the tunnel breaks.</summary>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    internal async ValueTask<bool> RunAsync()
    {
        Worker worker = sink.Tcp.Worker;
        int fullBuffers = 0;
        long share = FairShare;
        while (true)
        {
            if (source.HasBytes)
            {
                IoBuffer buffer = source.Take();
                fullBuffers = buffer.End == buffer.Array.Length ? fullBuffers + 1 : 0;
                share -= buffer.Length;
                Bytes += buffer.Length;
                IsMoving = true;
                IoStatus sent = await sink.SendAsync(buffer, worker.After(sinkIdle));
                IsMoving = false;
                tunnel.NoteMove();
                if (sent != IoStatus.Ok) return Broken(sent, atSource: false);
            }

            if (share <= 0)
            {
                share = FairShare;
                await worker.YieldAsync();
            }

            IoStatus arrived;
            if (fullBuffers >= StreamAfter && _canSplice)
            {
                fullBuffers = 0;
                IsMoving = true;
                Spliced spliced = await source.Transport.Tcp.SpliceAsync(sink.Tcp, long.MaxValue, CalmAfter, sinkIdle, WorkerTimer.Never);
                IsMoving = false;
                Bytes += spliced.Bytes;
                if (spliced.Bytes > 0) tunnel.NoteMove();
                _canSplice = spliced.Status != IoStatus.Exhausted;
                arrived = spliced is { Status: IoStatus.TimedOut or IoStatus.Exhausted, AtSource: true } ? IoStatus.Ok : spliced.Status;
                if (arrived != IoStatus.Ok && !spliced.AtSource) return Broken(arrived, atSource: false);
            }
            else
            {
                arrived = source.Accept(await source.ReceiveAsync(tunnel.IdleDeadline));
                if (arrived == IoStatus.TimedOut && !tunnel.IsIdle) continue;
            }

            if (arrived == IoStatus.Ok) continue;
            if (arrived != IoStatus.Closed) return Broken(arrived, atSource: true);
            sink.ShutdownSend();
            return true;
        }
    }

    private bool Broken(IoStatus status, bool atSource)
    {
        tunnel.Break(this, status, atSource);
        return false;
    }
}
