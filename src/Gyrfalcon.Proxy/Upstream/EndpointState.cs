using System;
using System.Numerics;
using System.Threading;
using Gyrfalcon.Engine;

namespace Gyrfalcon.Proxy.Upstream;

/// <summary>What is known about an endpoint while running; shared by all workers and written only when something changes.</summary>
public sealed class EndpointState
{
    private const Obstacles Judgement = Obstacles.Unhealthy | Obstacles.Ejected;

    private readonly Condition?[] _conditions = new Condition?[8];
    private volatile Address[] _addresses = [];
    private int _obstacles = (int)Obstacles.Unresolved;
    private int _nextAddress;
    private int _addressesGeneration;

    /// <summary>Raised after an obstacle came or went, on any thread.</summary>
    public event Action? Changed;

    /// <summary>Where it can be reached now; empty while its name is not resolved. Not to be modified.</summary>
    public Address[] Addresses => _addresses;

    /// <summary>Changes whenever <see cref="Addresses"/> do.</summary>
    public int AddressesGeneration => Volatile.Read(ref _addressesGeneration);

    /// <summary>What keeps new requests from it now.</summary>
    public Obstacles Obstacles => (Obstacles)Volatile.Read(ref _obstacles);

    /// <summary>New requests may be sent to it.</summary>
    public bool IsUsable => Obstacles == Obstacles.None;

    /// <summary>Requests may be sent to it if there is no better: only its health speaks against it.</summary>
    public bool IsUsableInPanic => (Obstacles & ~Judgement) == Obstacles.None;

    /// <summary>Sessions that stick to it may go on: at most it is drained.</summary>
    public bool KeepsSessions => (Obstacles & ~Obstacles.Drained) == Obstacles.None;

    /// <summary>It refused or did not answer connections lately and is being tried again in the background.</summary>
    public bool IsDown => (Obstacles & Obstacles.Unreachable) != 0;

    /// <summary>The endpoint is no longer part of its cluster: nobody need try it again.</summary>
    public bool IsRetired => (Obstacles & Obstacles.Removed) != 0;

    /// <summary>Since when there has been no obstacle, in UTC; the minimum while it has been so from the start.</summary>
    public DateTime UsableSince { get; private set; }

    /// <summary>The obstacles with their reasons, the gravest first; empty when it is used.</summary>
    public Condition[] Conditions
    {
        get
        {
            Obstacles now = Obstacles;
            int count = 0;
            var found = new Condition[BitOperations.PopCount((uint)now)];
            for (int bit = _conditions.Length - 1; bit >= 0; bit--)
            {
                var one = (Obstacles)(1 << bit);
                if ((now & one) != 0) found[count++] = Volatile.Read(ref _conditions[bit]) ?? new Condition(one, "not tried yet", DateTime.MinValue);
            }

            return found;
        }
    }

    /// <summary>Takes in what its name resolved to, <paramref name="at"/> this time in UTC.</summary>
    public void SetAddresses(Address[] addresses, DateTime at = default)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        _addresses = addresses;
        Interlocked.Increment(ref _addressesGeneration);
        if (addresses.Length > 0) Clear(Obstacles.Unresolved, at);
        else if (!Set(Obstacles.Unresolved, "its name has no addresses", at)) NoteUnresolved("its name has no addresses", at);
    }

    /// <summary>Why its name, of which no address is known, is not resolved; since the first time that it was not. For its resolver alone.</summary>
    internal void NoteUnresolved(string reason, DateTime at)
    {
        if ((Obstacles & Obstacles.Unresolved) == 0) return;
        ref Condition? condition = ref _conditions[BitOperations.TrailingZeroCount((uint)Obstacles.Unresolved)];
        if (Volatile.Read(ref condition) is null) Volatile.Write(ref condition, new Condition(Obstacles.Unresolved, reason, at));
        else Restate(Obstacles.Unresolved, reason);
    }

    /// <summary>Takes over what is known of the same endpoint: of its obstacles those in <paramref name="kept"/>, and its addresses if there are none yet.</summary>
    internal void Succeed(EndpointState predecessor, Obstacles kept)
    {
        UsableSince = predecessor.UsableSince;
        if (_addresses.Length == 0 && predecessor.Addresses is { Length: > 0 } addresses) SetAddresses(addresses, predecessor.UsableSince);
        foreach (Condition condition in predecessor.Conditions)
        {
            if ((condition.Obstacle & kept) != 0) Set(condition.Obstacle, condition.Reason, condition.Since);
        }
    }

    /// <summary>Where to begin among the addresses; goes round so that all are used.</summary>
    public int NextAddress() => Interlocked.Increment(ref _nextAddress) & int.MaxValue;

    /// <summary>Puts an obstacle up. True for the one caller that did so; it must see to its end.</summary>
    /// <param name="obstacle">Exactly one.</param>
    /// <param name="reason">For an operator.</param>
    /// <param name="at">Now, in UTC.</param>
    public bool Set(Obstacles obstacle, string reason, DateTime at)
    {
        if (((Obstacles)Interlocked.Or(ref _obstacles, (int)obstacle) & obstacle) != 0) return false;
        Volatile.Write(ref _conditions[BitOperations.TrailingZeroCount((uint)obstacle)], new Condition(obstacle, reason, at));
        Changed?.Invoke();
        return true;
    }

    /// <summary>Gives an obstacle that is there another reason; it is there as long as before. For one caller at a time, who has put it up.</summary>
    internal void Restate(Obstacles obstacle, string reason)
    {
        ref Condition? condition = ref _conditions[BitOperations.TrailingZeroCount((uint)obstacle)];
        if (Volatile.Read(ref condition) is { } before && before.Reason != reason) Volatile.Write(ref condition, before with { Reason = reason });
    }

    /// <summary>Takes an obstacle away; false if it was not there.</summary>
    public bool Clear(Obstacles obstacle, DateTime at)
    {
        var before = (Obstacles)Interlocked.And(ref _obstacles, ~(int)obstacle);
        if ((before & obstacle) == 0) return false;
        if (before == obstacle) UsableSince = at;
        Changed?.Invoke();
        return true;
    }
}
