using System;
using Gyrfalcon.Http;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Exchanges;

/// <summary>What came of an exchange's tries at endpoints, for those who ask afterwards. Of more than <see cref="Most"/> the last is kept in the last place.</summary>
internal sealed class AttemptNotes
{
    internal const int Most = 8;

    // Most exchanges have one try, and some two.
    private AttemptNote[] _notes = new AttemptNote[2];
    private int _current;
    private int _hedge = -1;
    private int _begun;

    internal int Count => Math.Min(_begun, Most);

    internal ReadOnlySpan<AttemptNote> All => _notes.AsSpan(0, Count);

    /// <summary>The number of the try that began last.</summary>
    internal int Latest => _begun;

    internal void Begin(Endpoint endpoint, long now) => _current = Add(new AttemptNote { Endpoint = endpoint, BeganAt = now });

    /// <summary>A second try begins beside the current one.</summary>
    internal void BeginHedge(Endpoint endpoint, long now) => _hedge = Add(new AttemptNote { Endpoint = endpoint, BeganAt = now, IsHedge = true });

    internal void Connect(long now, bool isKept)
    {
        _notes[_current].ConnectedAt = now;
        _notes[_current].IsOnKept = isKept;
    }

    /// <summary>The current one has the header block of a response.</summary>
    internal void Answer(int status, long at)
    {
        _notes[_current].Status = status;
        _notes[_current].EndedAt = at;
    }

    /// <summary>The current one will not get a response.</summary>
    internal void Fail(FaultKind fault, long now)
    {
        _notes[_current].Fault = fault;
        _notes[_current].EndedAt = now;
    }

    /// <summary>The response of the current one did not come to its end.</summary>
    internal void Break(FaultKind fault) => _notes[_current].Fault = fault;

    /// <summary>The one beside is over without a response that counts; does nothing if there is none, or that was known.</summary>
    internal void EndHedge(long connectedAt, long now)
    {
        if (_hedge < 0 || _notes[_hedge].EndedAt != 0) return;
        _notes[_hedge].ConnectedAt = connectedAt;
        _notes[_hedge].EndedAt = now;
    }

    /// <summary>The one beside takes the place of the current one, which nobody wants any more.</summary>
    internal void Adopt(long connectedAt, long now)
    {
        _notes[_current].EndedAt = now;
        _current = _hedge;
        _notes[_current].ConnectedAt = connectedAt;
    }

    /// <summary>Lets go of all.</summary>
    internal void Reset()
    {
        _notes.AsSpan(0, Count).Clear();
        _begun = _current = 0;
        _hedge = -1;
    }

    private int Add(AttemptNote note)
    {
        int place = Math.Min(_begun, Most - 1);
        if (place == _notes.Length) Array.Resize(ref _notes, Most);
        note.Number = ++_begun;
        _notes[place] = note;
        return place;
    }
}
