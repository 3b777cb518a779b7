using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;

namespace Gyrfalcon.Engine.Native;

/// <summary>
/// A descriptor that text is appended to (O_APPEND: several processes may share a file). Its calls may block for half a second where nobody takes what is written, and for as long as a disk needs, so it is never for a worker. One thread at a time.
/// </summary>
public sealed unsafe partial class AppendFile : IDisposable
{
    /// <summary>The descriptor of standard output.</summary>
    public const int StandardOutput = 1;

    /// <summary>The descriptor of standard error.</summary>
    public const int StandardError = 2;

    /// <summary>Owner reads and writes, group reads.</summary>
    private const int Mode = 0b110_100_000;

    // open(2): O_WRONLY | O_CREAT | O_NOCTTY | O_APPEND | O_NONBLOCK | O_CLOEXEC, the same on x64 and arm64. A FIFO that nobody reads is refused (ENXIO) instead of waited for.
    private const int OpenFlags = 0x1 | 0x40 | 0x100 | 0x400 | 0x800 | 0x80000;

    // The same without O_CREAT and O_APPEND.
    private const int OpenAgainFlags = 0x1 | 0x100 | 0x800 | 0x80000;
    private const int SeekCurrent = 1, SeekEnd = 2, LockExclusive = 2, LockWithoutWaiting = 4, Unlock = 8;
    private const short PollOut = 4;
    private const int PollTimeoutMilliseconds = 500;

    /// <summary>PIPE_BUF: a pipe that is ready has room for so much.</summary>
    private const int ReadyBytes = 4096;

    private readonly bool _isOwned;

    /// <summary>Writing may block for as long as nobody reads, so it is asked before.</summary>
    private readonly bool _mayBlock;
    private int _fd;

    private AppendFile(int fd, bool isOwned, bool mayBlock = false)
    {
        _fd = fd;
        _isOwned = isOwned;
        _mayBlock = mayBlock;
    }

    /// <summary>Bytes in the file; 0 for what has no length, such as a pipe or a device.</summary>
    public long Length => Math.Max(0, Seek(_fd, 0, SeekEnd));

    /// <summary>It is a file that has something in it, and its end can be read and is not the end of a line.</summary>
    public bool EndsWithinLine
    {
        get
        {
            try
            {
                // Through the descriptor's own name, so it is this very file, wherever it was moved.
                if (Length == 0) return false;
                using FileStream file = new($"/proc/self/fd/{_fd}", FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
                file.Seek(-1, SeekOrigin.End);
                return file.ReadByte() is not ('\n' or -1);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
            {
                return false;
            }
        }
    }

    /// <summary>Where the file is by now: another path once it was renamed, one that does not exist once it was removed.</summary>
    public string? Path => new FileInfo($"/proc/self/fd/{_fd}").LinkTarget;

    /// <summary>Opens a file to append to it, and makes it if it is not there, with mode 0640 less what the umask forbids; null with a sentence in <paramref name="problem"/>.</summary>
    public static AppendFile? TryOpen(string path, out string? problem)
    {
        problem = null;
        fixed (byte* name = Encoding.UTF8.GetBytes(path + '\0'))
        {
            int fd = Open(name, OpenFlags, Mode);
            if (fd >= 0) return new AppendFile(fd, isOwned: true);
        }

        problem = Marshal.GetLastPInvokeError() == Errno.NoDevice ? "it is a pipe that nobody reads" : Problem();
        return null;
    }

    /// <summary>A descriptor that belongs to the process, such as <see cref="StandardOutput"/>; it is not closed.</summary>
    /// <remarks>
    /// Its mode belongs to whoever shares it. So a pipe or a terminal is opened once more by its name, to write without waiting; what cannot be, such as a socket or another user's pipe, is asked before each piece.
    /// </remarks>
    public static AppendFile Of(int descriptor)
    {
        if (Seek(descriptor, 0, SeekCurrent) >= 0) return new(descriptor, isOwned: false);
        fixed (byte* name = Encoding.UTF8.GetBytes($"/proc/self/fd/{descriptor}\0"))
        {
            int fd = Open(name, OpenAgainFlags, 0);
            return fd >= 0 ? new(fd, isOwned: true) : new(descriptor, isOwned: false, mayBlock: true);
        }
    }

    /// <summary>Writes as much as is taken at once; how many bytes, which may be 0, or −1 with a sentence in <paramref name="problem"/>.</summary>
    public int Write(ReadOnlySpan<byte> text, out string? problem)
    {
        problem = null;
        if (_mayBlock)
        {
            if (!IsReady()) return 0;
            if (text.Length > ReadyBytes) text = text[..ReadyBytes];
        }

        while (true)
        {
            fixed (byte* start = text)
            {
                nint written = Write(_fd, start, (nuint)text.Length);
                if (written >= 0) return (int)written;
            }

            int error = Marshal.GetLastPInvokeError();
            if (error == Errno.Intr) return 0;
            if (error != Errno.Again) break;

            // A pipe that is full: a reader that is only slow is written to as soon as it has taken something.
            if (!IsReady()) return 0;
        }

        problem = Problem();
        return -1;
    }

    /// <summary>Takes the lock of the file (flock(2)), which only they heed who ask for it; false if somebody has it. Closing gives it back.</summary>
    public bool TryLock() => AdviseLock(_fd, LockExclusive | LockWithoutWaiting) == 0;

    /// <summary>Gives the lock back.</summary>
    public void Release() => AdviseLock(_fd, Unlock);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_fd >= 0 && _isOwned) Libc.Close(_fd);
        _fd = -1;
    }

    /// <summary>Waits a moment for somebody to take what was written.</summary>
    private bool IsReady()
    {
        var poll = new PollDescriptor { Descriptor = _fd, Events = PollOut };
        return Poll(&poll, 1, PollTimeoutMilliseconds) > 0;
    }

    private static string Problem() => Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    private static partial int Open(byte* path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int fd, byte* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "lseek")]
    private static partial long Seek(int fd, long offset, int origin);

    [LibraryImport("libc", EntryPoint = "flock")]
    private static partial int AdviseLock(int fd, int operation);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(PollDescriptor* descriptors, nuint count, int timeout);

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        internal int Descriptor;
        internal short Events;
        internal short Returned;
    }
}
