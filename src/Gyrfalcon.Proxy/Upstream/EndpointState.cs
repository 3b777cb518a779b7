using System;
using System.Threading;
using Gyrfalcon.Engine;

namespace Gyrfalcon.Proxy.Upstream;

/// <summary>What is known about an endpoint while running; shared by all workers and written only when something changes.</summary>
public sealed class EndpointState
{
    private volatile Address[] _addresses = [];
    private int _down;
    private int _nextAddress;
    private int _retired;
    private int _addressesGeneration;

    /// <summary>Raised after the endpoint became usable or unusable, on any thread.</summary>
    public event Action? Changed;

    /// <summary>Where it can be reached now; empty while its name is not resolved. Not to be modified.</summary>
    public Address[] Addresses => _addresses;

    /// <summary>Changes whenever <see cref="Addresses"/> do.</summary>
    public int AddressesGeneration => Volatile.Read(ref _addressesGeneration);

    /// <summary>A request may be sent to it.</summary>
    public bool IsUsable => Volatile.Read(ref _down) == 0 && _addresses.Length > 0;

    /// <summary>It refused or did not answer connections lately and is being tried again in the background.</summary>
    public bool IsDown => Volatile.Read(ref _down) != 0;

    /// <summary>The endpoint is no longer part of the configuration: nobody need try it again.</summary>
    public bool IsRetired => Volatile.Read(ref _retired) != 0;

    /// <summary>Takes in what its name resolved to.</summary>
    public void SetAddresses(Address[] addresses)
    {
        bool usedToBeEmpty = _addresses.Length == 0;
        _addresses = addresses;
        Interlocked.Increment(ref _addressesGeneration);
        if (usedToBeEmpty != (addresses.Length == 0)) Changed?.Invoke();
    }

    /// <summary>Where to begin among the addresses; goes round so that all are used.</summary>
    public int NextAddress() => Interlocked.Increment(ref _nextAddress) & int.MaxValue;

    /// <summary>Notes that it cannot be connected to. True for the one caller that made the change and must now see to its recovery.</summary>
    public bool TryMarkDown()
    {
        if (Interlocked.CompareExchange(ref _down, 1, 0) != 0) return false;
        Changed?.Invoke();
        return true;
    }

    /// <summary>Notes that a connection succeeded.</summary>
    public void MarkUp()
    {
        if (Interlocked.Exchange(ref _down, 0) != 0) Changed?.Invoke();
    }

    /// <summary>Takes it out for good.</summary>
    public void Retire() => Volatile.Write(ref _retired, 1);
}
