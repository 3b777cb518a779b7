using System;
using System.Runtime.InteropServices;
using System.Threading;
using Gyrfalcon.Engine.Buffers;
using Gyrfalcon.Engine.Native;

namespace Gyrfalcon.Engine.Driver.Uring;

/// <summary>
/// Buffers lent to the kernel, from which it takes one whenever bytes arrive (IORING_REGISTER_PBUF_RING). Every buffer that comes back
/// full is replaced by one from the pool at once, so the ring runs dry only if a single turn brings more than its size.
/// </summary>
internal sealed unsafe class BufferRing : IDisposable
{
    internal const ushort Group = 0;

    private readonly Rings _rings;
    private readonly BufferPool _pool;
    private readonly ProvidedBuffer* _slots;
    private readonly nuint _bytes;
    private readonly ushort _mask;
    private readonly IoBuffer?[] _lent;
    private ushort _tail;
    private ushort _published;

    private BufferRing(Rings rings, BufferPool pool, ProvidedBuffer* slots, nuint bytes, int count)
    {
        _rings = rings;
        _pool = pool;
        _slots = slots;
        _bytes = bytes;
        _mask = (ushort)(count - 1);
        _lent = new IoBuffer?[count];
        for (int id = 0; id < count; id++) Lend((ushort)id);
        Publish();
    }

    /// <summary>Registers a ring of <paramref name="count"/> buffers, a power of two; below zero, a negated error number.</summary>
    internal static int TryCreate(Rings rings, BufferPool pool, int count, out BufferRing? ring)
    {
        ring = null;
        nuint bytes = (nuint)(count * sizeof(ProvidedBuffer));
        void* memory = Libc.MMap(null, bytes, Libc.ProtRead | Libc.ProtWrite, Libc.MapPrivate | Libc.MapAnonymous, -1, 0);
        if ((nint)memory == -1) return -Marshal.GetLastPInvokeError();
        BufferRingRegistration registration = default;
        registration.RingAddress = (ulong)memory;
        registration.RingEntries = (uint)count;
        registration.Group = Group;
        int code = rings.Register(UringCalls.RegisterBufferRing, &registration, 1);
        if (code < 0)
        {
            Libc.MUnmap(memory, bytes);
            return code;
        }

        ring = new BufferRing(rings, pool, (ProvidedBuffer*)memory, bytes, count);
        return 0;
    }

    /// <summary>The buffer that the kernel filled with <paramref name="length"/> bytes; the caller owns it now.</summary>
    internal IoBuffer Take(ushort id, int length)
    {
        IoBuffer buffer = _lent[id]!;
        buffer.End = length;
        Lend(id);
        return buffer;
    }

    /// <summary>Shows the kernel what was lent since the last call.</summary>
    internal void Publish()
    {
        if (_published == _tail) return;
        _published = _tail;
        Volatile.Write(ref _slots[0].Tail, _tail);
    }

    /// <summary>Takes all buffers back; the ring must be closed before.</summary>
    public void Dispose()
    {
        foreach (IoBuffer? buffer in _lent) buffer?.Release();
        Libc.MUnmap(_slots, _bytes);
    }

    private void Lend(ushort id)
    {
        IoBuffer buffer = _pool.Rent();
        _lent[id] = buffer;
        ProvidedBuffer* slot = &_slots[_tail & _mask];
        slot->Address = (ulong)buffer.Address;
        slot->Length = (uint)buffer.Array.Length;
        slot->Id = id;
        _tail++;
    }
}
