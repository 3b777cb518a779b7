using System;
using System.Collections.Generic;
using Gyrfalcon.Engine.Buffers;
using Gyrfalcon.Engine.Native;

namespace Gyrfalcon.Engine.Driver.Uring;

/// <summary>
/// Completion by io_uring: multishot accept and receive into lent buffers, one io_uring_enter a turn that submits and waits.
/// </summary>
/// <remarks>
/// Sends are submitted with MSG_DONTWAIT and without a completion on success. The kernel carries such a send out, or fails it, before
/// io_uring_enter returns: after the call, a send is done if no completion says otherwise. So each turn first looks for failed sends, then
/// takes all others of the batch for done, and only then resumes anybody.
/// </remarks>
internal sealed unsafe class UringDriver : SocketDriver
{
    private const uint Entries = 2048;
    private const int LentBuffers = 128;

    private readonly Rings _rings;
    private readonly BufferRing _buffers;
    private readonly WakeTarget _wake;
    private readonly Stack<int> _freeSlots = new();
    private readonly List<UnconfirmedSend> _unconfirmed = new();
    private UringTarget?[] _targets = new UringTarget?[1024];
    private int _slotCount;
    private bool _confirmationWanted;

    internal UringDriver(Worker worker)
        : base(worker)
    {
        int code = Rings.TryCreate(Entries, out Rings? rings);
        if (code < 0) throw new InvalidOperationException($"io_uring_setup failed with error {-code}.");
        _rings = rings!;
        code = BufferRing.TryCreate(_rings, worker.Buffers, LentBuffers, out BufferRing? buffers);
        if (code < 0) throw new InvalidOperationException($"io_uring could not register buffers (error {-code}).");
        _buffers = buffers!;
        _wake = new WakeTarget(this);
    }

    public override string Name => "io_uring";

    public override void Turn(long until)
    {
        // A send that succeeds makes no completion: when somebody waits for one to be done, there may be nothing else to wake us.
        bool wait = _rings.Available(out _) == 0 && !_confirmationWanted;
        _confirmationWanted = false;
        long timeout = until == long.MaxValue ? -1 : Math.Max(0, until - SystemClock.Read());
        _rings.Enter(wait && timeout != 0 ? 1u : 0u, timeout);
        RefreshClock();
        ConfirmSends();
        Reap();
        _buffers.Publish();
    }

    public override void Dispose()
    {
        _rings.CancelAll();
        _rings.Dispose();
        _buffers.Dispose();
        base.Dispose();
    }

    internal override SocketTransport Adopt(int fd) => new UringTransport(this, fd);

    protected override IDisposable Listen(int fd, Acceptor acceptor) => new UringListening(this, fd, acceptor);

    internal void Occupy(UringTarget target)
    {
        if (!_freeSlots.TryPop(out int slot))
        {
            slot = _slotCount++;
            if (slot == _targets.Length) Array.Resize(ref _targets, _targets.Length * 2);
        }

        target.Slot = slot;
        _targets[slot] = target;
    }

    internal void Vacate(UringTarget target)
    {
        if (target.Slot < 0) return;
        _targets[target.Slot] = null;
        _freeSlots.Push(target.Slot);
        target.Slot = -1;
    }

    internal IoBuffer TakeBuffer(uint flags, int length) => _buffers.Take((ushort)(flags >> CompletionEntry.BufferShift), length);

    internal void SubmitAccept(UringTarget target, int fd)
    {
        SubmissionEntry* entry = Prepare(SubmissionEntry.OpAccept, fd, target, UringOperation.Accept);
        entry->IoPriority = SubmissionEntry.AcceptMultishot;
        entry->OperationFlags = Libc.SockNonBlock | Libc.SockCloExec;
    }

    internal void SubmitReceive(UringTarget target, int fd, bool multishot)
    {
        SubmissionEntry* entry = Prepare(SubmissionEntry.OpRecv, fd, target, UringOperation.Receive);
        entry->Flags = SubmissionEntry.FlagBufferSelect;
        entry->IoPriority = multishot ? SubmissionEntry.RecvMultishot : (ushort)0;
        entry->BufferGroup = BufferRing.Group;
    }

    /// <summary>A send that is tried with the next enter (see the class's remarks); returns its position, by which it is confirmed.</summary>
    internal uint SubmitSendNow(UringTransport transport, int fd, IoBuffer buffer, bool more)
    {
        SubmissionEntry* entry = Prepare(SubmissionEntry.OpSend, fd, transport.Target, UringOperation.SendNow);
        entry->Flags = SubmissionEntry.FlagSkipSuccess;
        entry->Address = (ulong)(buffer.Address + buffer.Start);
        entry->Length = (uint)buffer.Length;
        entry->OperationFlags = (uint)(Libc.MsgNoSignal | Libc.MsgWaitAll | Libc.MsgDontWait | (more ? Libc.MsgMore : 0));
        uint position = _rings.Position - 1;
        _unconfirmed.Add(new UnconfirmedSend(transport, position));
        return position;
    }

    /// <summary>Asks that the next turn confirm sends without waiting for anything else.</summary>
    internal void HastenConfirmation() => _confirmationWanted = true;

    internal void SubmitSendWhenWritable(UringTarget target, int fd, IoBuffer buffer)
    {
        SubmissionEntry* entry = Prepare(SubmissionEntry.OpSend, fd, target, UringOperation.SendWhenWritable);
        entry->Address = (ulong)(buffer.Address + buffer.Start);
        entry->Length = (uint)buffer.Length;
        entry->OperationFlags = Libc.MsgNoSignal | Libc.MsgWaitAll;
    }

    internal void SubmitPoll(UringTarget target, int fd, bool writable)
    {
        SubmissionEntry* entry = Prepare(SubmissionEntry.OpPollAdd, fd, target, writable ? UringOperation.PollWritable : UringOperation.PollReadable);
        const uint In = 0x1, Out = 0x4, RdHup = 0x2000;
        entry->OperationFlags = writable ? Out : In | RdHup;
    }

    /// <summary>Cancels one kind of operation of a target; that operation completes with ECANCELED unless it was quicker.</summary>
    internal void SubmitCancel(UringTarget target, UringOperation operation)
    {
        SubmissionEntry* entry = Prepare(SubmissionEntry.OpAsyncCancel, -1, null, UringOperation.None);
        entry->Flags = SubmissionEntry.FlagSkipSuccess;
        entry->Address = UserData(target, operation);
    }

    internal void SubmitClose(int fd)
    {
        SubmissionEntry* entry = Prepare(SubmissionEntry.OpClose, fd, null, UringOperation.None);
        entry->Flags = SubmissionEntry.FlagSkipSuccess;
    }

    internal void SubmitWakeRead(UringTarget target, ulong* destination)
    {
        SubmissionEntry* entry = Prepare(SubmissionEntry.OpRead, WakeDescriptor.Fd, target, UringOperation.Wake);
        entry->Address = (ulong)destination;
        entry->Length = sizeof(ulong);
    }

    private static ulong UserData(UringTarget? target, UringOperation operation)
        => target is null ? 0 : (ulong)(uint)(target.Slot + 1) << 8 | (byte)operation;

    private SubmissionEntry* Prepare(byte opcode, int fd, UringTarget? target, UringOperation operation)
    {
        SubmissionEntry* entry = _rings.Next();
        entry->Opcode = opcode;
        entry->Fd = fd;
        entry->UserData = UserData(target, operation);
        return entry;
    }

    private void ConfirmSends()
    {
        if (_unconfirmed.Count == 0) return;
        while (_rings.HasOverflow)
        {
            // A failed send's completion may be among those that did not fit: make room first.
            Reap();
            _rings.Enter(0, 0);
        }

        uint submitted = _rings.Submitted;
        int batch = _unconfirmed.Count;
        uint count = _rings.Available(out uint first);
        for (uint i = 0; i < count; i++)
        {
            CompletionEntry* completion = _rings.At(first + i);
            if ((byte)completion->UserData != (byte)UringOperation.SendNow) continue;
            Find(completion->UserData)?.OnCompletion(UringOperation.SendNow, completion->Result, completion->Flags);
            completion->UserData = 0;
        }

        // Confirming may resume a sender that sends again: what it adds goes behind the end of this batch.
        int confirmed = 0;
        while (confirmed < batch && (int)(_unconfirmed[confirmed].Position - submitted) < 0)
        {
            _unconfirmed[confirmed].Transport.ConfirmSend(_unconfirmed[confirmed].Position);
            confirmed++;
        }

        _unconfirmed.RemoveRange(0, confirmed);
    }

    private void Reap()
    {
        uint count = _rings.Available(out uint first);
        for (uint i = 0; i < count; i++)
        {
            CompletionEntry completion = *_rings.At(first + i);
            _rings.Consume(first + i + 1);
            Find(completion.UserData)?.OnCompletion((UringOperation)(byte)completion.UserData, completion.Result, completion.Flags);
        }
    }

    private UringTarget? Find(ulong userData) => userData == 0 ? null : _targets[(int)(userData >> 8) - 1];

    private readonly record struct UnconfirmedSend(UringTransport Transport, uint Position);

    /// <summary>The eventfd: a read that is always under way.</summary>
    private sealed class WakeTarget : UringTarget
    {
        private readonly UringDriver _driver;
        private readonly ulong[] _count = GC.AllocateArray<ulong>(1, pinned: true);

        internal WakeTarget(UringDriver driver)
        {
            _driver = driver;
            driver.Occupy(this);
            Read();
        }

        internal override void OnCompletion(UringOperation operation, int result, uint flags)
        {
            _driver.WakeDescriptor.Drain();
            Read();
        }

        private void Read()
        {
            fixed (ulong* destination = _count) _driver.SubmitWakeRead(this, destination);
        }
    }
}
