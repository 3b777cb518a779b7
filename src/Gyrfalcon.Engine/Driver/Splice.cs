using System;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Gyrfalcon.Engine.Native;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Engine.Timers;
using Gyrfalcon.Engine.Transport;

namespace Gyrfalcon.Engine.Driver;

/// <summary>
/// Moves bytes from one socket to another through a pipe, so that they never enter user memory (splice(2)).
/// Readiness comes from the driver; the moves themselves are system calls that never block.
/// </summary>
internal static class Splice
{
    /// <summary>Bytes after which a transfer that never has to wait lets the worker's other connections go first.</summary>
    private const long FairShare = 1 << 20;

    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    internal static async ValueTask<Spliced> RunAsync(SocketTransport source, SocketTransport destination, long count, long sourceIdle, long sinkIdle, long until)
    {
        Worker worker = source.Worker;
        long moved = 0;
        await source.StopReceivingAsync();

        // What the driver had already taken out of the socket goes first, by the ordinary way.
        while (source.HasBufferedInput && moved < count)
        {
            if (source.NextBufferedLength > count - moved) return new Spliced(moved, IoStatus.Ok, AtSource: true);
            Received received = await source.ReceiveAsync(WorkerTimer.Never);
            if (received.Buffer is not { } buffer) return new Spliced(moved, received.Status, AtSource: true);
            if (buffer.Length > count - moved)
            {
                buffer.Release();
                return new Spliced(moved, IoStatus.Failed, AtSource: true);
            }

            moved += buffer.Length;
            IoStatus sent = await destination.SendAsync(buffer, Math.Min(worker.After(sinkIdle), until));
            if (sent != IoStatus.Ok) return new Spliced(moved, sent, AtSource: false);
        }

        IoStatus flushed = await destination.FlushAsync(Math.Min(worker.After(sinkIdle), until));
        if (flushed != IoStatus.Ok) return new Spliced(moved, flushed, AtSource: false);
        if (moved == count) return new Spliced(moved, IoStatus.Ok, AtSource: true);

        PipePool.Pipe pipe = worker.Pipes.Rent();
        if (pipe.IsNone) return new Spliced(moved, IoStatus.Exhausted, AtSource: true);
        long inPipe = 0;
        try
        {
            long unbroken = 0;
            while (true)
            {
                // The pipe is emptied before it is filled again: half-full pipes break the pages into ever smaller pieces.
                while (inPipe > 0)
                {
                    if (destination.IsClosed) return new Spliced(moved + inPipe, IoStatus.Aborted, AtSource: false);
                    int gave = Move(pipe.ReadEnd, destination.Fd, inPipe);
                    if (gave > 0)
                    {
                        inPipe -= gave;
                        moved += gave;
                        unbroken += gave;
                        continue;
                    }

                    if (gave != -Errno.Again) return new Spliced(moved + inPipe, Errno.ToStatus(-gave), AtSource: false);
                    unbroken = 0;
                    IoStatus writable = await destination.WaitWritableAsync(Math.Min(worker.After(sinkIdle), until));
                    if (writable != IoStatus.Ok) return new Spliced(moved + inPipe, writable, AtSource: false);
                }

                if (moved == count) return new Spliced(moved, IoStatus.Ok, AtSource: true);
                if (unbroken >= FairShare)
                {
                    unbroken = 0;
                    await worker.YieldAsync();
                }

                if (source.IsClosed) return new Spliced(moved, IoStatus.Aborted, AtSource: true);
                if (destination.IsClosed) return new Spliced(moved, IoStatus.Aborted, AtSource: false);
                int took = Move(source.Fd, pipe.WriteEnd, Math.Min(count - moved, PipePool.Capacity));
                if (took > 0)
                {
                    inPipe = took;
                    continue;
                }

                if (took == 0) return new Spliced(moved, IoStatus.Closed, AtSource: true);
                if (took != -Errno.Again) return new Spliced(moved, Errno.ToStatus(-took), AtSource: true);
                unbroken = 0;
                Received readable = await source.WaitReadableAsync(Math.Min(worker.After(sourceIdle), until));
                if (readable.Status != IoStatus.Ok) return new Spliced(moved, readable.Status, AtSource: true);
            }
        }
        finally
        {
            worker.Pipes.Return(pipe, empty: inPipe == 0);
        }
    }

    private static unsafe int Move(int from, int to, long count)
    {
        nint moved;
        do
        {
            moved = Libc.Splice(from, null, to, null, (nuint)count, Libc.SpliceMove | Libc.SpliceNonBlock);
            if (moved >= 0) return (int)moved;
        }
        while (SocketCalls.LastError() == -Errno.Intr);
        return SocketCalls.LastError();
    }
}
