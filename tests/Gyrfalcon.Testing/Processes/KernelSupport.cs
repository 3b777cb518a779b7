using System;
using System.Runtime.InteropServices;

namespace Gyrfalcon.Testing;

/// <summary>Asks the kernel itself what it allows, without the code under test.</summary>
public static partial class KernelSupport
{
    private const long IoUringSetup = 425;
    private static readonly Lazy<string?> IoUringRefusal = new(ProbeIoUring);

    /// <summary>Why io_uring cannot be used here, or null when it can.</summary>
    public static string? WhyNoIoUring => IoUringRefusal.Value;

    private static unsafe string? ProbeIoUring()
    {
        byte* parameters = stackalloc byte[120];
        new Span<byte>(parameters, 120).Clear();
        long ring = SystemCall(IoUringSetup, 1, parameters);
        if (ring < 0)
            return $"The kernel refuses io_uring_setup with error {Marshal.GetLastPInvokeError()}.";
        _ = Close((int)ring);
        return null;
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static unsafe partial long SystemCall(long number, uint entries, byte* parameters);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
