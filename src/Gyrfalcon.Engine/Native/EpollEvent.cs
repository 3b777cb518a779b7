using System.Runtime.InteropServices;

namespace Gyrfalcon.Engine.Native;

/// <summary>
/// struct epoll_event (epoll_ctl(2)): one slot of an epoll_wait buffer. Its stride differs by architecture (12 bytes on x86-64, 16 elsewhere), so a buffer is read
/// through <see cref="At"/>.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
internal struct EpollEvent
{
    internal const uint In = 0x1, Out = 0x4, Err = 0x8, Hup = 0x10, RdHup = 0x2000, EdgeTriggered = 1u << 31;

    /// <summary>Of several that wait for the same socket not all are woken.</summary>
    internal const uint Exclusive = 1u << 28;
    internal const int Add = 1, Delete = 2;

    private static bool Packed => RuntimeInformation.ProcessArchitecture == Architecture.X64;

    internal static int Stride => Packed ? 12 : 16;

    internal static unsafe void At(byte* buffer, int index, out uint events, out ulong data)
    {
        byte* slot = buffer + (nint)index * Stride;
        events = *(uint*)slot;
        data = *(ulong*)(slot + (Packed ? 4 : 8));
    }

    internal static unsafe EpollEvent Of(uint events, ulong data)
    {
        EpollEvent change = default;
        byte* slot = (byte*)&change;
        *(uint*)slot = events;
        *(ulong*)(slot + (Packed ? 4 : 8)) = data;
        return change;
    }
}
