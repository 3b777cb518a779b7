using System.Collections.Generic;

namespace Gyrfalcon.Simulation.Peers;

/// <summary>What the clients of a world saw, together.</summary>
public sealed class ClientTally
{
    private readonly Dictionary<Verdict, int> _verdicts = [];
    private readonly Dictionary<int, int> _statuses = [];
    private readonly Dictionary<long, string> _methods = [];
    private readonly List<long> _times = [];
    private long _lastId;

    /// <summary>Requests begun.</summary>
    public long Requests => _lastId;

    /// <summary>How often each status came.</summary>
    public IReadOnlyDictionary<int, int> Statuses => _statuses;

    /// <summary>The method of each request, by its number.</summary>
    public IReadOnlyDictionary<long, string> Methods => _methods;

    /// <summary>Nanoseconds that each complete answer took.</summary>
    public IReadOnlyList<long> Times => _times;

    /// <summary>How many requests ended so.</summary>
    public int Count(Verdict verdict) => _verdicts.GetValueOrDefault(verdict);

    internal long NextId() => ++_lastId;

    internal void NoteSent(long id, string method) => _methods[id] = method;

    internal void NoteTime(long nanoseconds) => _times.Add(nanoseconds);

    internal void Note(long id, Verdict verdict, int status = 0)
    {
        _verdicts[verdict] = _verdicts.GetValueOrDefault(verdict) + 1;
        if (status != 0) _statuses[status] = _statuses.GetValueOrDefault(status) + 1;
    }
}

/// <summary>How a request ended, as its client sees it.</summary>
public enum Verdict
{
    /// <summary>200 with its own body, complete.</summary>
    Good,

    /// <summary>A complete answer with another status.</summary>
    Refused,

    /// <summary>The connection ended before an answer, and the client can tell.</summary>
    NoAnswer,

    /// <summary>The connection ended within an answer, and the client can tell.</summary>
    CutShort,

    /// <summary>The proxy could not be connected to.</summary>
    NotConnected,

    /// <summary>The client itself went away.</summary>
    Vanished,

    /// <summary>An answer that is complete but belongs to another request.</summary>
    NotMine,

    /// <summary>An answer that looks complete and is not what the origin sent.</summary>
    WrongBody,

    /// <summary>Nothing came for longer than all timeouts together.</summary>
    OutlivedPatience,
}
