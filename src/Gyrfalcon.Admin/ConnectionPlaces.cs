using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading;

namespace Gyrfalcon.Admin;

/// <summary>
/// The connections of one address. When all places are taken, whoever comes gets that of another: of the client that has the most with it, the connection that has been silent longest. So nobody shuts out others by connections that say
/// nothing, and who shares an address with him loses only those that do nothing either: a connection on which somebody who may ask is being answered keeps its place.
/// </summary>
/// <param name="most">Places.</param>
/// <param name="time">The clock.</param>
/// <param name="tell">Told that all were taken, now and then.</param>
internal sealed class ConnectionPlaces(int most, TimeProvider time, Action tell)
{
    private static readonly TimeSpan TellInterval = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly HashSet<Place> _taken = [];
    private readonly NowAndThen _telling = new(TellInterval, time);

    private long Now => time.GetTimestamp();

    /// <summary>A place for a connection, to be disposed of with it; null if all are taken by those who are being answered.</summary>
    /// <param name="client">Whose connection it is; null on a local socket.</param>
    /// <param name="close">Closes it. Called at most once, from any thread.</param>
    internal Place? TryTake(IPAddress? client, Action close)
    {
        var place = new Place(this, ClientPlace.Of(client), close);
        Place? given = null;
        bool isFull;
        lock (_gate)
        {
            isFull = _taken.Count >= most;
            if (isFull && (given = LeastMissed(place.Client)) is not null) _taken.Remove(given);
            if (!isFull || given is not null) _taken.Add(place);
            else place = null;
        }

        if (isFull && _telling.IsTime()) tell();
        given?.Close();
        return place;
    }

    /// <summary>Null if everybody is being answered.</summary>
    private Place? LeastMissed(IPAddress newcomer)
    {
        Dictionary<IPAddress, int> shares = _taken.Select(static each => each.Client).Append(newcomer).CountBy(static each => each).ToDictionary();
        return _taken.Where(static each => !each.IsAnswered).OrderByDescending(each => shares[each.Client]).ThenBy(static each => each.HeardAt).FirstOrDefault();
    }

    /// <summary>That of one connection.</summary>
    internal sealed class Place(ConnectionPlaces all, IPAddress client, Action close) : IDisposable
    {
        internal IPAddress Client => client;

        /// <summary>When something was heard last, by the clock.</summary>
        internal long HeardAt { get; private set; } = all.Now;

        private bool HasAsked { get; set; }

        /// <summary>Somebody who may ask is being answered.</summary>
        internal bool IsAnswered { get; private set; }

        internal void Close() => close();

        /// <summary>Closes the connection if no request has come on it.</summary>
        internal void CloseIfSilent()
        {
            lock (all._gate)
            {
                if (HasAsked) return;
            }

            close();
        }

        /// <summary>A request has come.</summary>
        internal void Hear()
        {
            lock (all._gate) (HasAsked, HeardAt) = (true, all.Now);
        }

        /// <summary>Until it ends the connection keeps its place.</summary>
        internal void BeginAnswer()
        {
            lock (all._gate) IsAnswered = true;
        }

        internal void EndAnswer()
        {
            lock (all._gate) (IsAnswered, HeardAt) = (false, all.Now);
        }

        public void Dispose()
        {
            lock (all._gate) all._taken.Remove(this);
        }
    }

}
