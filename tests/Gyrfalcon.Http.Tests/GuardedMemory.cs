using System;
using System.Runtime.InteropServices;

namespace Gyrfalcon.Http.Tests;

/// <summary>Memory whose last byte lies before a page that may not be touched: a read one byte too far ends the process.</summary>
internal sealed unsafe partial class GuardedMemory : IDisposable
{
    private const int None = 0;
    private const int ReadWrite = 3;
    private const int PrivateAnonymous = 0x22;

    private readonly byte* _start;
    private readonly nuint _length;
    private readonly nuint _usable;

    internal GuardedMemory(int capacity)
    {
        nuint page = (nuint)Environment.SystemPageSize;
        _usable = ((nuint)capacity + page - 1) / page * page;
        _length = _usable + page;
        _start = (byte*)Map(null, _length, ReadWrite, PrivateAnonymous, -1, 0);
        if ((nint)_start == -1 || Protect(_start + _usable, page, None) != 0)
            throw new InvalidOperationException($"no guarded memory: errno {Marshal.GetLastPInvokeError()}");
    }

    /// <summary>A copy of the bytes that ends where the guard page begins.</summary>
    internal ReadOnlySpan<byte> Place(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((nuint)bytes.Length, _usable);
        var target = new Span<byte>(_start + _usable - bytes.Length, bytes.Length);
        bytes.CopyTo(target);
        return target;
    }

    /// <summary>Room for a number of bytes that ends where the guard page begins.</summary>
    internal Span<byte> Room(int length) => new(_start + _usable - length, length);

    public void Dispose() => _ = Unmap(_start, _length);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial void* Map(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int Protect(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Unmap(void* address, nuint length);
}
