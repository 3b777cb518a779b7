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
    private int _received;

    /// <summary>The peer's address, without its port.</summary>
    internal string Peer { get; } = peer;

    /// <summary>Our end of the connection; null while it is being accepted or connected.</summary>
    internal PlayTransport? Transport { get; set; }

    /// <summary>Everything the peer has sent.</summary>
    internal byte[] Delivered => [.. _delivered];

    /// <summary>Everything the peer has taken of what it was sent.</summary>
    internal byte[] Taken => [.. _taken];

    /// <summary>For each piece that the peer took: where it begins, how much the peer had sent by then, and when it was.</summary>
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

    /// <summary>Our side sends; returns how much the peer takes now.</summary>
    internal int Take(ReadOnlySpan<byte> bytes, long now)
    {
        int count = (int)Math.Min(bytes.Length, Room);
        if (count == 0)
            return 0;
        Pieces.Add(new Piece(_taken.Count, _delivered.Count, now));
        _taken.AddRange(bytes[..count]);
        if (Room != long.MaxValue)
            Room -= count;
        return count;
    }
}

/// <summary>A piece of what a peer took.</summary>
/// <param name="Start">Where it begins in all that the peer took.</param>
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
