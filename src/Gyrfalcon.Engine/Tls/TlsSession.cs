using System;
using System.Runtime.InteropServices;
using Gyrfalcon.Engine.Buffers;
using Gyrfalcon.Engine.Native;

namespace Gyrfalcon.Engine.Tls;

/// <summary>
/// One TLS session, without a wire: what has arrived is put in, what is to be sent is taken out, and no step ever waits. Belongs to one worker. Owns its SSL object until <see cref="Dispose"/>;
/// owns the buffers that were put in and those that have not been taken out.
/// </summary>
internal sealed unsafe class TlsSession : IDisposable
{
    /// <summary>The most bytes, unasked for, that a peer can make this session put among what is to be sent until something is written: a TLS 1.2 client draws a warning with each attempt to renegotiate, as often as it likes.</summary>
    private const int MostAnswers = 4096;

    private readonly BufferPool _buffers;

    // Its callbacks may still ask for it.
    private readonly TlsContext _context;
    private nint _ssl;
    private GCHandle _self;
    private IoBuffer? _arrived;
    private TlsStep? _end;
    private IoBuffer? _outgoing;
    private IoBuffer? _lastOutgoing;
    private bool _isReading;
    private int _answers;

    /// <summary>A session under <paramref name="context"/>, before its handshake.</summary>
    /// <param name="context">Where its keys and rules come from; must outlive this call only.</param>
    /// <param name="buffers">Where buffers for outgoing bytes come from.</param>
    internal TlsSession(TlsContext context, BufferPool buffers)
    {
        _buffers = buffers;
        _context = context;
        _ssl = context.CreateSsl();
        _self = GCHandle.Alloc(this);
        nint bio = TlsBio.Create(_self);
        OpenSsl.SetBio(_ssl, bio, bio);
    }

    /// <summary>Bytes that arrived wait to be decrypted, or decrypted ones to be read, or the end that came behind them to be told.</summary>
    internal bool HasInput => _arrived is not null || _end is not null || (_ssl != 0 && OpenSsl.HasPending(_ssl) != 0);

    /// <summary>What arrived has not all been used up, so that nothing further can be put.</summary>
    internal bool HasArrived => _arrived is not null;

    /// <summary>The worker's clock, in nanoseconds, as far as the session needs it: for the age of ticket keys.</summary>
    internal long Now { get; set; }

    /// <summary>Bytes wait to be taken out and sent.</summary>
    internal bool HasOutgoing => _outgoing is not null;

    /// <summary>Why the last step failed, in OpenSSL's words; null if it did not.</summary>
    internal string? Failure { get; private set; }

    /// <summary>The peer's certificate was looked at and not accepted.</summary>
    internal bool IsCertificateRefused { get; private set; }

    /// <summary>The name that the client asked for, in lower case; null if it asked for none.</summary>
    internal string? ServerName
    {
        get
        {
            byte* name = _ssl == 0 ? null : OpenSsl.GetServerName(_ssl, 0);
            return name == null ? null : TlsServerContext.Readable(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name), _context as TlsServerContext);
        }
    }

    /// <summary>The handshake went on with an earlier session.</summary>
    internal bool IsResumed => _ssl != 0 && OpenSsl.IsSessionReused(_ssl) == 1;

    /// <summary>The version agreed on, as OpenSSL calls it: <c>TLSv1.3</c>; of no meaning before the handshake has ended; null after the session has.</summary>
    internal string? Version => _ssl == 0 ? null : Marshal.PtrToStringUTF8((nint)OpenSsl.GetVersion(_ssl));

    /// <summary>The protocol agreed on (ALPN); null if none.</summary>
    internal byte[]? Protocol
    {
        get
        {
            if (_ssl == 0) return null;
            byte* protocol;
            uint length;
            OpenSsl.GetProtocol(_ssl, &protocol, &length);
            return length == 0 ? null : new ReadOnlySpan<byte>(protocol, (int)length).ToArray();
        }
    }

    /// <summary>The certificate that the peer has shown, in DER; null if none. A resumed session knows it from its ticket.</summary>
    internal byte[]? PeerCertificate
    {
        get
        {
            nint certificate = _ssl == 0 ? 0 : OpenSsl.GetPeerCertificate(_ssl);
            if (certificate == 0) return null;
            int length = OpenSsl.EncodeCertificate(certificate, null);
            byte[] bytes = new byte[Math.Max(length, 0)];
            fixed (byte* first = bytes)
            {
                byte* next = first;
                if (length > 0) _ = OpenSsl.EncodeCertificate(certificate, &next);
            }

            OpenSsl.CertificateFree(certificate);
            return bytes;
        }
    }

    /// <summary>Takes over what has arrived. The bytes before must have been used up.</summary>
    internal void Put(IoBuffer arrived)
    {
        if (_arrived is not null) throw new InvalidOperationException("What arrived before has not been read.");
        _arrived = arrived;
    }

    /// <summary>The next step of the handshake.</summary>
    internal TlsStep Handshake()
    {
        OpenSsl.ClearErrors();
        int result = OpenSsl.Handshake(_ssl);
        return result == 1 ? TlsStep.Done : StepOf(result);
    }

    /// <summary>Decrypts as much as fits behind what <paramref name="into"/> holds; Done if that was something.</summary>
    internal TlsStep Read(IoBuffer into)
    {
        if (_end is { } end) return end;
        int before = into.Length;
        int result = 1;
        OpenSsl.ClearErrors();
        _isReading = true;
        while (!into.Room.IsEmpty && (_arrived is not null || OpenSsl.HasPending(_ssl) != 0))
        {
            fixed (byte* room = into.Room) result = OpenSsl.Read(_ssl, room, into.Room.Length);
            if (result <= 0) break;
            into.Commit(result);
        }

        _isReading = false;
        if (_answers > MostAnswers)
        {
            Failure = "the peer wants more answers than it takes";
            OpenSsl.ClearErrors();
            _end = TlsStep.Failed;
            return TlsStep.Failed;
        }

        if (result > 0) return into.Length > before ? TlsStep.Done : TlsStep.WantsInput;
        TlsStep step = StepOf(result);
        if (step != TlsStep.WantsInput) _end = step;

        // What was decrypted before the end counts; the end is told by the next call.
        return into.Length > before ? TlsStep.Done : step;
    }

    /// <summary>Encrypts <paramref name="bytes"/> behind what is already to be sent; false if the session is broken.</summary>
    internal bool Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return true;
        _answers = 0;
        OpenSsl.ClearErrors();
        int written;
        fixed (byte* first = bytes) written = OpenSsl.Write(_ssl, first, bytes.Length);
        if (written == bytes.Length) return true;
        _ = StepOf(written);
        return false;
    }

    /// <summary>Says that nothing follows: the close_notify is behind what is already to be sent.</summary>
    internal void End()
    {
        if (_ssl == 0 || Failure is not null) return;
        OpenSsl.ClearErrors();
        if (OpenSsl.Shutdown(_ssl) < 0) OpenSsl.ClearErrors();
    }

    /// <summary>The first buffer to be sent, which is the caller's from now on; null if there is none.</summary>
    internal IoBuffer? TakeOutgoing()
    {
        if (_outgoing is not { } first) return null;
        _outgoing = first.Next;
        if (_outgoing is null) _lastOutgoing = null;
        first.Next = null;
        return first;
    }

    /// <summary>For OpenSSL: takes arrived bytes; 0 if there are none.</summary>
    internal int TakeArrived(Span<byte> into)
    {
        if (_arrived is not { } arrived) return 0;
        int count = Math.Min(into.Length, arrived.Length);
        arrived.Filled[..count].CopyTo(into);
        arrived.Advance(count);
        if (!arrived.IsEmpty) return count;
        _arrived = null;
        arrived.Release();
        return count;
    }

    /// <summary>For OpenSSL: appends to what is to be sent.</summary>
    internal void AddOutgoing(ReadOnlySpan<byte> bytes)
    {
        if (_isReading) _answers += bytes.Length;
        while (!bytes.IsEmpty)
        {
            if (_lastOutgoing is null || _lastOutgoing.Room.IsEmpty)
            {
                IoBuffer next = _buffers.Rent();
                if (_lastOutgoing is null) _outgoing = next;
                else _lastOutgoing.Next = next;
                _lastOutgoing = next;
            }

            bytes = bytes[_lastOutgoing.Append(bytes)..];
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ssl == 0) return;
        OpenSsl.Free(_ssl);
        _ssl = 0;
        GC.KeepAlive(_context);
        _self.Free();
        _arrived?.Release();
        _arrived = null;
        while (TakeOutgoing() is { } buffer) buffer.Release();
    }

    private TlsStep StepOf(int result)
    {
        int error = OpenSsl.GetError(_ssl, result);
        if (error == OpenSsl.ErrorWantRead) return TlsStep.WantsInput;
        if (error == OpenSsl.ErrorZeroReturn) return TlsStep.Closed;
        nint verdict = OpenSsl.GetVerifyResult(_ssl);
        IsCertificateRefused = verdict != 0 && _context.Verifies;
        byte* reason = IsCertificateRefused ? OpenSsl.VerifyErrorText(verdict) : OpenSsl.ReasonOf(OpenSsl.PeekError());
        Failure = reason == null ? "broken" : Marshal.PtrToStringUTF8((nint)reason)!;
        OpenSsl.ClearErrors();
        return TlsStep.Failed;
    }
}
