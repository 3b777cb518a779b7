using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Buffers;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Engine.Transport;
using Gyrfalcon.Http;
using Gyrfalcon.Http.ProxyProtocol;

namespace Gyrfalcon.Proxy.Downstream;

/// <summary>Takes the PROXY header off the beginning of a trusted proxy's connection.</summary>
internal static class ProxyHeaderIntake
{
    /// <summary>The header; what came behind it is left in <paramref name="input"/>. Null if there is none, which is noted unless the peer only looked whether anybody is there.</summary>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    internal static async ValueTask<ProxyHeader?> ReadAsync(WorkerState worker, Listener listener, Input input, long deadline)
    {
        IoBuffer? begun = null;
        while (true)
        {
            Received received = await input.ReceiveAsync(deadline);
            if (received.Buffer is not { } arrived)
            {
                if (received.Status == IoStatus.TimedOut || (begun is not null && received.Status != IoStatus.Aborted)) Note(worker, listener, input, Violation.ProxyHeaderIncomplete);
                begun?.Release();
                return null;
            }

            // A buffer has room for the longest header, so what of a header does not fit behind its beginning lies behind its end.
            int before = begun?.Length ?? 0;
            begun?.Append(arrived.Filled);
            ProxyHeaderRead read = ProxyHeaderReader.Read((begun ?? arrived).Filled);
            if (read.Status == ProxyHeaderStatus.Incomplete && begun is null)
            {
                begun = arrived;
                continue;
            }

            if (read.Status == ProxyHeaderStatus.Complete) arrived.Advance(read.Length - before);
            if (read.Status == ProxyHeaderStatus.Complete && !arrived.IsEmpty) input.Accept(new Received(arrived));
            else arrived.Release();
            if (read.Status == ProxyHeaderStatus.Incomplete) continue;

            begun?.Release();
            if (read.Violation is { } violation) Note(worker, listener, input, violation);
            return read.Header;
        }
    }

    private static void Note(WorkerState worker, Listener listener, Input input, Violation violation)
        => worker.Sheds.Note(
            Shed.ProxyHeader, (Listener: listener, Peer: input.Transport.Tcp.RemoteAddress, Violation: violation), static refused => $"{refused.Peer} on listener {refused.Listener.Name}: {refused.Violation.Sentence}");
}
