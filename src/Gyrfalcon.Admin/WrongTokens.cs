using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading;

namespace Gyrfalcon.Admin;

/// <summary>
/// Who sends wrong tokens, and for how long he is told to wait, in which they are not counted and not told of again. By client, of a bounded number of them. Those who share an address share its fate.
/// </summary>
internal sealed class WrongTokens(TimeProvider time)
{
    /// <summary>So many wrong tokens are forgiven within <see cref="Window"/>.</summary>
    internal const int Most = 10;

    /// <summary>So many addresses are remembered; beyond that the one that was heard of first is forgotten.</summary>
    internal const int MostAddresses = 4096;

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, Sender> _senders = [];

    /// <summary>In which wrong tokens are counted together.</summary>
    internal static TimeSpan Window { get; } = TimeSpan.FromMinutes(1);

    /// <summary>For how long he is told to wait.</summary>
    internal static TimeSpan Pause { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Addresses that are remembered.</summary>
    internal int Count
    {
        get
        {
            lock (_gate) return _senders.Count;
        }
    }

    /// <summary>How much longer whoever sends wrong ones from an address is told to wait; zero if he is not.</summary>
    internal TimeSpan WaitFor(IPAddress? address)
    {
        lock (_gate) return _senders.TryGetValue(ClientPlace.Of(address), out Sender sender) && sender.Count >= Most && Left(sender, Pause) is { Ticks: > 0 } left ? left : TimeSpan.Zero;
    }

    /// <summary>Counts a wrong token; true if the pause begins with it.</summary>
    internal bool Note(IPAddress? address)
    {
        lock (_gate)
        {
            IPAddress place = ClientPlace.Of(address);
            if (!_senders.TryGetValue(place, out Sender sender))
            {
                MakeRoom();
                sender = new Sender(time.GetTimestamp(), 0);
            }
            else if (Left(sender, sender.Count >= Most ? Pause : Window) <= TimeSpan.Zero)
            {
                sender = new Sender(time.GetTimestamp(), 0);
            }

            sender = sender with { Count = sender.Count + 1 };

            // The pause is counted from the token that begins it.
            _senders[place] = sender.Count == Most ? sender with { Since = time.GetTimestamp() } : sender;
            return sender.Count == Most;
        }
    }

    private TimeSpan Left(Sender sender, TimeSpan span) => span - time.GetElapsedTime(sender.Since);

    private void MakeRoom()
    {
        if (_senders.Count < MostAddresses) return;
        foreach (IPAddress past in _senders.Where(each => Left(each.Value, each.Value.Count >= Most ? Pause : Window) <= TimeSpan.Zero).Select(static each => each.Key).ToArray()) _senders.Remove(past);
        if (_senders.Count >= MostAddresses) _senders.Remove(_senders.MinBy(static each => each.Value.Since).Key);
    }

    /// <param name="Since">When the first of them came, or, if there were too many, the last.</param>
    /// <param name="Count">Wrong tokens since then.</param>
    private readonly record struct Sender(long Since, int Count);
}
