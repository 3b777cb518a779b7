using System;
using System.Collections.Generic;
using System.Net;

namespace Gyrfalcon.Proxy.Discovery;

/// <summary>A SRV record (RFC 2782).</summary>
/// <param name="Target">The name of the server, without a dot at its end.</param>
/// <param name="Port">Its port.</param>
/// <param name="Priority">0 to 65535; those with the lowest come first.</param>
/// <param name="Weight">0 to 65535, among those of one priority; 0 is hardly any.</param>
public readonly record struct SrvRecord(string Target, int Port, int Priority, int Weight);

/// <summary>What came of asking for one kind of records of one name: some, none, or an error.</summary>
/// <param name="Records">Empty if there are none, and after an error.</param>
/// <param name="TimeToLive">The shortest among them.</param>
/// <param name="Error">Why there is no answer; null if there is one.</param>
internal sealed record DnsReply<T>(IReadOnlyList<T> Records, TimeSpan TimeToLive, string? Error = null)
{
    /// <summary>No answer.</summary>
    internal static DnsReply<T> Failed(string error) => new([], TimeSpan.MaxValue, error);
}

/// <summary>What is known of the addresses of a name: the last good replies, kept while later ones fail.</summary>
internal sealed class KnownAddresses
{
    private IReadOnlyList<IPAddress> _v4 = [];
    private IReadOnlyList<IPAddress> _v6 = [];

    /// <summary>IPv4 before IPv6, each in the order of their numbers, so that nothing changes because a server turns its answers round.</summary>
    internal IReadOnlyList<IPAddress> All { get; private set; } = [];

    /// <summary>Takes in both replies. A family that failed keeps what it had; if there is nothing in either, all stays. What was wrong, or null.</summary>
    internal string? Take(string name, DnsReply<IPAddress> v4, DnsReply<IPAddress> v6)
    {
        string? error = v4.Error ?? v6.Error;
        if (error is null && v4.Records.Count + v6.Records.Count == 0) return $"the name `{name}` has no addresses";
        if (v4.Error is null && v6.Error is not null && v4.Records.Count == 0) return error;
        if (v6.Error is null && v4.Error is not null && v6.Records.Count == 0) return error;
        if (v4.Error is null) _v4 = v4.Records;
        if (v6.Error is null) _v6 = v6.Records;
        All = [.. Sorted.Of(_v4), .. Sorted.Of(_v6)];
        return error;
    }
}
