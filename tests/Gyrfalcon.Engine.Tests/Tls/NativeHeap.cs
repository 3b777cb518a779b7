using System.Runtime.InteropServices;

namespace Gyrfalcon.Engine.Tests.Tls;

/// <summary>What the C library and OpenSSL tell of themselves.</summary>
internal static partial class NativeHeap
{
    /// <summary>Bytes that are allocated in the C library's heap now, by whomever: glibc's own count, exact to the byte.</summary>
    internal static long Bytes
    {
        get
        {
            MallocInfo info = Malloc();
            return (long)(info.InUse + info.MappedBytes);
        }
    }

    /// <summary>The first error in OpenSSL's queue of this thread; 0 if it is empty.</summary>
    [LibraryImport("libcrypto.so.3", EntryPoint = "ERR_peek_error")]
    internal static partial ulong FirstOpenSslError();

    [LibraryImport("libc.so.6", EntryPoint = "mallinfo2")]
    private static partial MallocInfo Malloc();

    [StructLayout(LayoutKind.Sequential)]
    private struct MallocInfo
    {
        internal nuint Arena, FreeChunks, FastChunks, MappedChunks, MappedBytes, MostBytes, FastBytes, InUse, Free, Releasable;
    }
}
