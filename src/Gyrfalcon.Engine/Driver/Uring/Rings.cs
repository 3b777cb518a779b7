using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using Gyrfalcon.Engine.Native;

namespace Gyrfalcon.Engine.Driver.Uring;

/// <summary>
/// The two rings shared with the kernel (io_uring(7)) and io_uring_enter. Created, used and closed on one thread (SINGLE_ISSUER).
/// </summary>
internal sealed unsafe class Rings : IDisposable
{
    private readonly int _fd;
    private readonly byte* _ringMemory;
    private readonly nuint _ringBytes;
    private readonly byte* _entryMemory;
    private readonly nuint _entryBytes;
    private readonly uint* _submissionHead;
    private readonly uint* _submissionTail;
    private readonly uint* _submissionFlags;
    private readonly uint _submissionMask;
    private readonly uint _submissionEntries;
    private readonly SubmissionEntry* _entries;
    private readonly uint* _completionHead;
    private readonly uint* _completionTail;
    private readonly uint _completionMask;
    private readonly CompletionEntry* _completions;
    private readonly KernelTimespec* _timespec;
    private int _enterDescriptor;
    private uint _enterFlags = UringCalls.EnterGetEvents | UringCalls.EnterExtArg;
    private uint _localTail;
    private uint _submitted;

    private Rings(int fd, in UringParameters parameters)
    {
        _fd = fd;
        nuint submissionBytes = parameters.Submission.Array + parameters.SubmissionEntries * sizeof(uint);
        nuint completionBytes = parameters.Completion.Entries + parameters.CompletionEntries * (nuint)sizeof(CompletionEntry);
        _ringBytes = submissionBytes > completionBytes ? submissionBytes : completionBytes;
        _entryBytes = parameters.SubmissionEntries * (nuint)sizeof(SubmissionEntry);
        _ringMemory = Map(_ringBytes, UringCalls.OffsetSubmissionRing);
        _entryMemory = Map(_entryBytes, UringCalls.OffsetEntries);

        _submissionHead = (uint*)(_ringMemory + parameters.Submission.Head);
        _submissionTail = (uint*)(_ringMemory + parameters.Submission.Tail);
        _submissionFlags = (uint*)(_ringMemory + parameters.Submission.Flags);
        _submissionMask = *(uint*)(_ringMemory + parameters.Submission.RingMask);
        _submissionEntries = parameters.SubmissionEntries;
        _entries = (SubmissionEntry*)_entryMemory;
        if ((parameters.Flags & UringParameters.FlagNoSubmissionArray) == 0)
        {
            uint* array = (uint*)(_ringMemory + parameters.Submission.Array);
            for (uint i = 0; i < _submissionEntries; i++) array[i] = i;
        }

        _completionHead = (uint*)(_ringMemory + parameters.Completion.Head);
        _completionTail = (uint*)(_ringMemory + parameters.Completion.Tail);
        _completionMask = *(uint*)(_ringMemory + parameters.Completion.RingMask);
        _completions = (CompletionEntry*)(_ringMemory + parameters.Completion.Entries);
        _timespec = (KernelTimespec*)NativeMemory.AllocZeroed((nuint)sizeof(KernelTimespec));
        RegisterDescriptor();
    }

    /// <summary>Running number of the next entry to be filled; compare with <see cref="Submitted"/>, modulo 2^32.</summary>
    internal uint Position => _localTail;

    /// <summary>Running number of the first entry that the kernel has not taken yet.</summary>
    internal uint Submitted => _submitted;

    /// <summary>The kernel keeps completions that did not fit into the ring.</summary>
    internal bool HasOverflow => (Volatile.Read(ref *_submissionFlags) & UringCalls.SubmissionOverflow) != 0;

    internal int Fd => _fd;

    /// <summary>Creates the rings with the best flags that this kernel knows; below zero, a negated error number.</summary>
    internal static int TryCreate(uint entries, out Rings? rings)
    {
        const uint Basic = UringParameters.FlagCompletionSize | UringParameters.FlagSubmitAll;
        ReadOnlySpan<uint> choices =
        [
            Basic | UringParameters.FlagSingleIssuer | UringParameters.FlagDeferTaskRun | UringParameters.FlagNoSubmissionArray,
            Basic | UringParameters.FlagSingleIssuer | UringParameters.FlagDeferTaskRun,
            Basic | UringParameters.FlagSingleIssuer | UringParameters.FlagCoopTaskRun,
            Basic,
        ];
        rings = null;
        foreach (uint flags in choices)
        {
            UringParameters parameters = default;
            parameters.Flags = flags;
            parameters.CompletionEntries = entries * 4;
            long fd = Libc.IoUringSetup(UringCalls.Setup, entries, &parameters);
            if (fd < 0)
            {
                int error = Marshal.GetLastPInvokeError();
                if (error == Errno.Inval) continue;
                return -error;
            }

            const uint Needed = UringParameters.FeatureSingleMmap | UringParameters.FeatureNoDrop | UringParameters.FeatureExtArg | UringParameters.FeatureCqeSkip;
            if ((parameters.Features & Needed) != Needed)
            {
                Libc.Close((int)fd);
                return -Errno.OpNotSupp;
            }

            rings = new Rings((int)fd, parameters);
            return 0;
        }

        return -Errno.Inval;
    }

    /// <summary>A cleared entry to fill; it goes to the kernel with the next <see cref="Enter"/>.</summary>
    internal SubmissionEntry* Next()
    {
        if (_localTail - Volatile.Read(ref *_submissionHead) == _submissionEntries) MakeRoom();
        SubmissionEntry* entry = &_entries[_localTail & _submissionMask];
        *entry = default;
        _localTail++;
        return entry;
    }

    /// <summary>Submits what is queued and waits for <paramref name="minimum"/> completions or <paramref name="timeout"/> nanoseconds (−1: no limit).</summary>
    internal void Enter(uint minimum, long timeout)
    {
        Volatile.Write(ref *_submissionTail, _localTail);
        GetEventsArgument argument = default;
        if (minimum > 0 && timeout >= 0)
        {
            _timespec->Seconds = timeout / 1_000_000_000;
            _timespec->Nanoseconds = timeout % 1_000_000_000;
            argument.Timespec = (ulong)_timespec;
        }

        long taken = Libc.IoUringEnter(
            UringCalls.Enter, _enterDescriptor, _localTail - _submitted, minimum, _enterFlags, &argument, (nuint)sizeof(GetEventsArgument));

        // The head tells what was taken even when the wait ended with an error (ETIME, EINTR).
        _submitted = Volatile.Read(ref *_submissionHead);
        if (taken >= 0) return;
        int error = Marshal.GetLastPInvokeError();
        const int TimerExpired = 62;
        if (error is not (TimerExpired or Errno.Intr or Errno.Again or Errno.Busy)) throw new InvalidOperationException($"io_uring_enter failed with error {error}.");
    }

    /// <summary>The completions that are there now; give them back with <see cref="Consume"/>.</summary>
    internal uint Available(out uint first)
    {
        first = *_completionHead;
        return Volatile.Read(ref *_completionTail) - first;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal CompletionEntry* At(uint position) => &_completions[position & _completionMask];

    internal void Consume(uint upTo) => Volatile.Write(ref *_completionHead, upTo);

    internal int Register(uint operation, void* argument, uint count)
        => Libc.IoUringRegister(UringCalls.Register, _fd, operation, argument, count) < 0 ? -Marshal.GetLastPInvokeError() : 0;

    /// <summary>
    /// Ends every operation and waits for that, a second at most: closing the ring alone would leave it to the kernel when it writes to a lent buffer for the
    /// last time. Kernels before 6.0 do not know the call, and there closing has to do.
    /// </summary>
    internal void CancelAll()
    {
        SynchronousCancel cancel = default;
        cancel.Descriptor = -1;
        cancel.Flags = SynchronousCancel.FlagAll | SynchronousCancel.FlagAny;
        cancel.Timeout.Seconds = 1;
        Register(UringCalls.RegisterSynchronousCancel, &cancel, 1);
    }

    public void Dispose()
    {
        Libc.Close(_fd);
        Libc.MUnmap(_ringMemory, _ringBytes);
        Libc.MUnmap(_entryMemory, _entryBytes);
        NativeMemory.Free(_timespec);
    }

    /// <summary>Spares the kernel looking the ring's descriptor up in each call; where it is not known, nothing is lost.</summary>
    private void RegisterDescriptor()
    {
        _enterDescriptor = _fd;
        RingDescriptorUpdate update = default;
        update.Offset = uint.MaxValue;
        update.Descriptor = (ulong)_fd;
        if (Libc.IoUringRegister(UringCalls.Register, _fd, UringCalls.RegisterRingDescriptors, &update, 1) != 1) return;
        _enterDescriptor = (int)update.Offset;
        _enterFlags |= UringCalls.EnterRegisteredRing;
    }

    /// <summary>The kernel takes entries at once, unless it is short of memory for a moment.</summary>
    private void MakeRoom()
    {
        const int Attempts = 10_000;
        for (int i = 0; i < Attempts; i++)
        {
            Enter(0, 0);
            if (_localTail - Volatile.Read(ref *_submissionHead) < _submissionEntries) return;
            Thread.Yield();
        }

        throw new InvalidOperationException("io_uring_enter takes no entries any more.");
    }

    private byte* Map(nuint bytes, long offset)
    {
        void* memory = Libc.MMap(null, bytes, Libc.ProtRead | Libc.ProtWrite, Libc.MapShared | Libc.MapPopulate, _fd, offset);
        if ((nint)memory == -1) throw new InvalidOperationException($"mmap of io_uring failed with error {Marshal.GetLastPInvokeError()}.");
        return (byte*)memory;
    }
}
