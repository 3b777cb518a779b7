using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Gyrfalcon.Fuzz.Connections;

/// <summary>
/// One simulated connection as its peer, a client or an endpoint, sees it: what it sends, what it takes, and the record of both that is
/// judged afterwards.
/// </summary>
internal sealed class Wire(string peer)
{
    private readonly List<byte> _delivered = [];
    private readonly List<byte> _taken = [];
    private readonly List<byte> _offered = [];
    private int _received;

    /// <summary>The peer's address, without its port.</summary>
    internal string Peer { get; } = peer;

    /// <summary>Our end of the connection; null while it is being accepted or connected.</summary>
    internal PlayTransport? Transport { get; set; }

    /// <summary>Everything the peer has sent.</summary>
    internal byte[] Delivered => [.. _delivered];

    /// <summary>Everything the peer has taken of what it was sent.</summary>
    internal byte[] Taken => [.. _taken];

    internal int DeliveredCount => _delivered.Count;

    internal int TakenCount => _taken.Count;

    /// <summary>Everything that was sent to the peer, taken or not: a kernel would hold some of it, so the peer may answer what it has not read.</summary>
    internal byte[] Offered => [.. _offered];

    /// <summary>For each piece that was sent: where it begins, how much the peer had sent by then, and when it was.</summary>
    internal List<Piece> Pieces { get; } = [];

    /// <summary>Bytes that the peer still takes; nothing more is sent when it is 0.</summary>
    internal long Room { get; private set; } = long.MaxValue;

    /// <summary>The peer has ended its side in order.</summary>
    internal bool PeerEnded { get; private set; }

    /// <summary>The peer has reset the connection.</summary>
    internal bool PeerReset { get; private set; }

    /// <summary>How our side ended.</summary>
    internal WireEnd End { get; set; }

    /// <summary>Bytes that the peer has sent and we have not received.</summary>
    internal int Unreceived => _delivered.Count - _received;

    internal bool IsReadable => Unreceived > 0 || PeerEnded || PeerReset;

    private bool IsOver => End is WireEnd.Closed or WireEnd.Reset;

    /// <summary>The peer sends.</summary>
    internal void Deliver(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || IsOver || PeerEnded || PeerReset)
            return;
        _delivered.AddRange(bytes);
        Transport?.OnReadable();
    }

    /// <summary>The peer ends its side.</summary>
    internal void EndPeer()
    {
        if (IsOver || PeerEnded || PeerReset)
            return;
        PeerEnded = true;
        Transport?.OnReadable();
    }

    /// <summary>The peer vanishes.</summary>
    internal void ResetPeer()
    {
        if (IsOver || PeerReset)
            return;
        PeerReset = true;
        Transport?.OnWritable();
        Transport?.OnReadable();
    }

    /// <summary>The peer takes so many bytes more and then none.</summary>
    internal void SetRoom(long room)
    {
        Room = room;
        if (room > 0)
            Transport?.OnWritable();
    }

    /// <summary>Our side receives what fits of what has arrived.</summary>
    internal int Receive(Span<byte> destination)
    {
        int count = Math.Min(destination.Length, Unreceived);
        CollectionsMarshal.AsSpan(_delivered).Slice(_received, count).CopyTo(destination);
        _received += count;
        return count;
    }

    /// <summary>Our side sends.</summary>
    internal void Offer(ReadOnlySpan<byte> bytes, long now)
    {
        Pieces.Add(new Piece(_offered.Count, _delivered.Count, now));
        _offered.AddRange(bytes);
    }

    /// <summary>The peer takes of what is sent as much as it will now.</summary>
    internal int Take(ReadOnlySpan<byte> bytes)
    {
        int count = (int)Math.Min(bytes.Length, Room);
        _taken.AddRange(bytes[..count]);
        if (Room != long.MaxValue)
            Room -= count;
        return count;
    }
}

/// <summary>A piece of what was sent.</summary>
/// <param name="Start">Where it begins in all that was sent.</param>
/// <param name="Delivered">Bytes that the peer had sent by then.</param>
/// <param name="At">Nanoseconds of the simulated clock, no two sends at the same.</param>
internal readonly record struct Piece(int Start, int Delivered, long At);

/// <summary>How the proxy's side of a connection ended.</summary>
internal enum WireEnd
{
    /// <summary>Not yet.</summary>
    Open,

    /// <summary>It sends no more, but still receives.</summary>
    HalfClosed,

    /// <summary>In order, behind everything that was sent.</summary>
    Closed,

    /// <summary>By a reset.</summary>
    Reset,
}
