using System.Runtime.InteropServices;

namespace Gyrfalcon.Engine.Native;

/// <summary>struct io_sqring_offsets (io_uring_setup(2)).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SubmissionRingOffsets
{
    internal uint Head, Tail, RingMask, RingEntries, Flags, Dropped, Array, Reserved;
    internal ulong UserAddress;
}

/// <summary>struct io_cqring_offsets (io_uring_setup(2)).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CompletionRingOffsets
{
    internal uint Head, Tail, RingMask, RingEntries, Overflow, Entries, Flags, Reserved;
    internal ulong UserAddress;
}

/// <summary>struct io_uring_params (io_uring_setup(2)).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct UringParameters
{
    internal uint SubmissionEntries, CompletionEntries, Flags, SubmissionThreadCpu, SubmissionThreadIdle, Features, WorkQueueRing;
    internal uint Reserved0, Reserved1, Reserved2;
    internal SubmissionRingOffsets Submission;
    internal CompletionRingOffsets Completion;

    internal const uint FlagCompletionSize = 1u << 3, FlagSubmitAll = 1u << 7, FlagCoopTaskRun = 1u << 8;
    internal const uint FlagSingleIssuer = 1u << 12, FlagDeferTaskRun = 1u << 13, FlagNoSubmissionArray = 1u << 16;
    internal const uint FeatureSingleMmap = 1u << 0, FeatureNoDrop = 1u << 1, FeatureExtArg = 1u << 8, FeatureCqeSkip = 1u << 11;
}

/// <summary>struct io_uring_sqe (io_uring_enter(2)), 64 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal struct SubmissionEntry
{
    [FieldOffset(0)] internal byte Opcode;
    [FieldOffset(1)] internal byte Flags;
    [FieldOffset(2)] internal ushort IoPriority;
    [FieldOffset(4)] internal int Fd;
    [FieldOffset(8)] internal ulong Offset;
    [FieldOffset(16)] internal ulong Address;
    [FieldOffset(24)] internal uint Length;
    [FieldOffset(28)] internal uint OperationFlags;
    [FieldOffset(32)] internal ulong UserData;
    [FieldOffset(40)] internal ushort BufferGroup;
    [FieldOffset(42)] internal ushort Personality;
    [FieldOffset(44)] internal int FileIndex;
    [FieldOffset(48)] internal ulong Address3;
    [FieldOffset(56)] internal ulong Padding;

    internal const byte OpPollAdd = 6, OpAccept = 13, OpAsyncCancel = 14, OpConnect = 16, OpClose = 19, OpRead = 22, OpSend = 26, OpRecv = 27;
    internal const byte FlagIoLink = 1 << 2, FlagBufferSelect = 1 << 5, FlagSkipSuccess = 1 << 6;
    internal const ushort AcceptMultishot = 1 << 0, RecvMultishot = 1 << 1;
}

/// <summary>struct io_uring_cqe (io_uring_enter(2)), 16 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CompletionEntry
{
    internal ulong UserData;
    internal int Result;
    internal uint Flags;

    internal const uint FlagBuffer = 1 << 0, FlagMore = 1 << 1;
    internal const int BufferShift = 16;
}

/// <summary>struct io_uring_buf (io_uring_register(2), IORING_REGISTER_PBUF_RING), 16 bytes; the ring's tail overlays the first one's last field.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ProvidedBuffer
{
    internal ulong Address;
    internal uint Length;
    internal ushort Id;
    internal ushort Tail;
}

/// <summary>struct io_uring_buf_reg (io_uring_register(2)).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BufferRingRegistration
{
    internal ulong RingAddress;
    internal uint RingEntries;
    internal ushort Group;
    internal ushort Flags;
    internal ulong Reserved0, Reserved1, Reserved2;
}

/// <summary>struct io_uring_sync_cancel_reg (io_uring_register(2), IORING_REGISTER_SYNC_CANCEL).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SynchronousCancel
{
    internal ulong Address;
    internal int Descriptor;
    internal uint Flags;
    internal KernelTimespec Timeout;
    internal ulong Opcode;
    internal ulong Reserved0, Reserved1, Reserved2;

    internal const uint FlagAll = 1u << 0, FlagAny = 1u << 2;
}

/// <summary>struct io_uring_rsrc_update (io_uring_register(2), IORING_REGISTER_RING_FDS).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RingDescriptorUpdate
{
    internal uint Offset;
    internal uint Reserved;
    internal ulong Descriptor;
}

/// <summary>struct io_uring_getevents_arg (io_uring_enter(2)).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GetEventsArgument
{
    internal ulong SignalMask;
    internal uint SignalMaskSize;
    internal uint MinimumWait;
    internal ulong Timespec;
}

/// <summary>struct __kernel_timespec.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct KernelTimespec
{
    internal long Seconds;
    internal long Nanoseconds;
}

/// <summary>Numbers of the io_uring system calls and their flags; the same on x86-64 and arm64.</summary>
internal static class UringCalls
{
    internal const long Setup = 425, Enter = 426, Register = 427;
    internal const uint EnterGetEvents = 1, EnterExtArg = 1 << 3, EnterRegisteredRing = 1 << 4;
    internal const uint RegisterRingDescriptors = 20, RegisterBufferRing = 22, RegisterSynchronousCancel = 24;
    internal const long OffsetSubmissionRing = 0, OffsetCompletionRing = 0x8000000, OffsetEntries = 0x10000000;
    internal const uint SubmissionNeedsWakeup = 1, SubmissionOverflow = 2;
}
