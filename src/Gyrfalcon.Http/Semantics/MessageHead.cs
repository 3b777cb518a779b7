namespace Gyrfalcon.Http.Semantics;

/// <summary>
/// What a request head and a response head have in common. A head owns its bytes: it stays valid after the receive buffer is
/// gone, until it is reset. Reused for message after message by whoever pools it; for one thread at a time.
/// </summary>
public abstract class MessageHead
{
    private protected MessageHead()
    {
    }

    /// <summary>The field lines.</summary>
    public HeaderBlock Fields { get; } = new();

    /// <summary>The version that the message states.</summary>
    public HttpVersion Version { get; internal set; } = HttpVersion.Http11;

    /// <summary>Where the body ends.</summary>
    public Framing Framing { get; internal set; }

    /// <summary>The sender keeps the connection open after this exchange (RFC 9112 §9.3).</summary>
    public bool KeepAlive { get; internal set; }

    /// <summary>No byte of a head has been parsed since the last reset: the peer is idle rather than slow.</summary>
    public bool IsEmpty => Fields.Stored.IsEmpty;

    /// <summary>The head was parsed to its end and every member is valid.</summary>
    public bool IsComplete => Phase == HeadPhase.Complete;

    internal HeadPhase Phase { get; set; }

    /// <summary>Offset of the first stored byte that is not parsed yet; always at the start of a line.</summary>
    internal int Position { get; set; }

    /// <summary>Offset of the first field line.</summary>
    internal int SectionStart { get; set; }

    /// <summary>Makes the head ready for another message and keeps its memory.</summary>
    public void Reset()
    {
        Fields.Reset();
        Version = HttpVersion.Http11;
        Framing = default;
        KeepAlive = false;
        Phase = HeadPhase.BeforeStartLine;
        Position = 0;
        SectionStart = 0;
        ResetStartLine();
    }

    private protected abstract void ResetStartLine();
}

/// <summary>How far a head has been parsed. Goes forward only, until <see cref="MessageHead.Reset"/>.</summary>
internal enum HeadPhase : byte
{
    BeforeStartLine,
    StartLine,
    Fields,
    Complete,
    Faulted,
}
