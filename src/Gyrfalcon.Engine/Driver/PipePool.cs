using System.Collections.Generic;
using Gyrfalcon.Engine.Native;

namespace Gyrfalcon.Engine.Driver;

/// <summary>A worker's stock of empty pipes for splicing.</summary>
internal sealed unsafe class PipePool
{
    /// <summary>Bytes that a pipe is asked to hold; larger ones let the data grow cold on its way (measured: 256 KiB beats 1 MiB by a sixth).</summary>
    internal const int Capacity = 256 * 1024;

    private const int Keep = 64;
    private readonly Stack<Pipe> _free = new();

    /// <summary>An empty pipe, or one with <see cref="Pipe.IsNone"/> when descriptors have run out.</summary>
    internal Pipe Rent()
    {
        if (_free.TryPop(out Pipe pipe)) return pipe;
        int* ends = stackalloc int[2];
        if (Libc.Pipe2(ends, Libc.OpenNonBlock | Libc.OpenCloExec) < 0) return default;
        Libc.Fcntl(ends[1], Libc.FSetPipeSize, Capacity);
        return new Pipe(ends[0], ends[1]);
    }

    /// <summary>Takes a pipe back; one that is not empty must not meet another connection's bytes and is closed.</summary>
    internal void Return(Pipe pipe, bool empty)
    {
        if (empty && _free.Count < Keep)
        {
            _free.Push(pipe);
            return;
        }

        Libc.Close(pipe.ReadEnd);
        Libc.Close(pipe.WriteEnd);
    }

    internal readonly record struct Pipe(int ReadEnd, int WriteEnd)
    {
        internal bool IsNone => WriteEnd == 0;
    }
}
