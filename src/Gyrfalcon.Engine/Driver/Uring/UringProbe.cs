using Gyrfalcon.Engine.Buffers;
using Gyrfalcon.Engine.Native;

namespace Gyrfalcon.Engine.Driver.Uring;

/// <summary>
/// Finds out by trying whether the kernel gives us what the io_uring driver needs: version numbers lie, and containers forbid.
/// The trial is a multishot receive into a lent buffer on a socket pair.
/// </summary>
internal static unsafe class UringProbe
{
    /// <summary>Null if io_uring can be used, else a phrase that says why not.</summary>
    internal static string? Refusal()
    {
        int code = Rings.TryCreate(8, out Rings? rings);
        if (code < 0) return Explain(code);
        using (rings)
        {
            var pool = new BufferPool();
            code = BufferRing.TryCreate(rings!, pool, 2, out BufferRing? buffers);
            if (code < 0) return "the kernel has no provided buffer rings (they came with Linux 5.19)";
            using (buffers) return TryMultishotReceive(rings!) ? null : "the kernel has no multishot receive (it came with Linux 6.0)";
        }
    }

    private static bool TryMultishotReceive(Rings rings)
    {
        int* pair = stackalloc int[2];
        if (Libc.SocketPair(Libc.AfUnix, Libc.SockStream | Libc.SockNonBlock | Libc.SockCloExec, 0, pair) < 0) return false;
        SubmissionEntry* entry = rings.Next();
        entry->Opcode = SubmissionEntry.OpRecv;
        entry->Fd = pair[0];
        entry->Flags = SubmissionEntry.FlagBufferSelect;
        entry->IoPriority = SubmissionEntry.RecvMultishot;
        entry->BufferGroup = BufferRing.Group;
        entry->UserData = 1;
        byte one = 1;
        Libc.Write(pair[1], &one, 1);
        rings.Enter(1, 1_000_000_000);
        bool worked = false;
        if (rings.Available(out uint first) > 0)
        {
            CompletionEntry* completion = rings.At(first);
            worked = completion->Result == 1 && (completion->Flags & (CompletionEntry.FlagMore | CompletionEntry.FlagBuffer)) == (CompletionEntry.FlagMore | CompletionEntry.FlagBuffer);
        }

        Libc.Close(pair[0]);
        Libc.Close(pair[1]);
        return worked;
    }

    private static string Explain(int code) => -code switch
    {
        Errno.Perm or Errno.Access => "the kernel forbids io_uring here (sysctl kernel.io_uring_disabled, or the container's seccomp profile)",
        Errno.NoSys => "the kernel has no io_uring, or the container's seccomp profile hides it",
        Errno.NoMem => "io_uring needs more locked memory than this process may have (ulimit -l)",
        Errno.OpNotSupp or Errno.Inval => "the kernel's io_uring is too old (Linux 6.0 or later is needed)",
        _ => $"io_uring_setup failed with error {-code}",
    };
}
