using System;
using System.Runtime.InteropServices;

namespace Gyrfalcon.Engine.Native;

/// <summary>
/// A file that one process at a time has, until the last of those ends or lets go that hold its descriptor (flock(2)): a process that is handed the descriptor has the lock together with whoever handed it over. Not the lock of
/// the runtime's own, which is given up by closing one of several descriptors.
/// </summary>
public sealed partial class FileLock : IDisposable
{
    private const int LockExclusive = 2, LockWithoutWaiting = 4;

    /// <summary>Owner reads and writes.</summary>
    private const int Mode = 0b110_000_000;

    // open(2): O_RDWR | O_CREAT | O_NOCTTY | O_CLOEXEC, the same on x64 and arm64.
    private const int OpenFlags = 0x2 | 0x40 | 0x100 | 0x80000;

    private FileLock(int descriptor) => Descriptor = descriptor;

    /// <summary>Open in this process, to be handed to another; −1 once it is closed.</summary>
    public int Descriptor { get; private set; }

    /// <summary>Locks the file, which is made if it is not there; null with a sentence in <paramref name="problem"/> if it cannot be had, and with none if another process has it.</summary>
    public static FileLock? TryTake(string path, out string? problem)
    {
        int fd = Open(path, OpenFlags, Mode);
        if (fd >= 0 && Lock(fd, LockExclusive | LockWithoutWaiting) == 0)
        {
            problem = null;
            return new FileLock(fd);
        }

        int error = Marshal.GetLastPInvokeError();
        problem = error == Errno.Again ? null : Marshal.GetPInvokeErrorMessage(error);
        if (fd >= 0) Libc.Close(fd);
        return null;
    }

    /// <summary>What another process has locked and handed to this one, which keeps it from the programs that it starts.</summary>
    public static FileLock Of(int descriptor)
    {
        Libc.Fcntl(descriptor, Libc.FSetFd, Libc.FdCloExec);
        return new FileLock(descriptor);
    }

    /// <summary>Closes it; it stays locked while another process holds it.</summary>
    public void Dispose()
    {
        if (Descriptor >= 0) Libc.Close(Descriptor);
        Descriptor = -1;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Lock(int fd, int operation);
}
