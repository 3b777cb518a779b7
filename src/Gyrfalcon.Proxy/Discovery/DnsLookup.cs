using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Discovery;

/// <summary>What is to be members now.</summary>
/// <param name="Members">The whole list; null to leave it as it is.</param>
/// <param name="TimeToLive">How long the answer is good.</param>
/// <param name="Error">What was wrong with it; null if nothing. There may be members all the same.</param>
internal sealed record DnsAnswer(IReadOnlyList<EndpointSpec>? Members, TimeSpan TimeToLive, string? Error);

/// <summary>Finds the endpoints of one name, and remembers of each question what the last good answer was. Not for two askers at a time.</summary>
internal sealed class DnsLookup(DnsRules rules)
{
    /// <summary>The most targets whose addresses are asked for at a time.</summary>
    private const int AtATime = 16;

    private readonly DnsQuestions _questions = new(rules.Servers);
    private readonly KnownAddresses _addresses = new();
    private Dictionary<string, KnownAddresses> _targets = new(StringComparer.Ordinal);

    internal Task<DnsAnswer> AskAsync(CancellationToken stop) => rules.IsService ? AskForServicesAsync(stop) : AskForAddressesAsync(stop);

    private async Task<DnsAnswer> AskForAddressesAsync(CancellationToken stop)
    {
        (string? error, TimeSpan timeToLive) = await TakeAsync(rules.Name, _addresses, stop);
        return new DnsAnswer(_addresses.All.Count > 0 ? DnsEndpoints.OfAddresses(rules, _addresses.All) : null, timeToLive, error);
    }

    private async Task<DnsAnswer> AskForServicesAsync(CancellationToken stop)
    {
        DnsReply<SrvRecord> reply = await _questions.ServicesAsync(rules.Name, stop);
        if (reply.Error is not null) return new DnsAnswer(null, reply.TimeToLive, reply.Error);
        if (reply.Records.Count == 0) return new DnsAnswer(null, reply.TimeToLive, $"the name `{rules.Name}` has no SRV records with a target");

        string[] names = [.. reply.Records.Select(static record => record.Target).Distinct(StringComparer.Ordinal)];
        _targets = names.ToDictionary(static name => name, name => _targets.GetValueOrDefault(name) ?? new KnownAddresses(), StringComparer.Ordinal);
        string? error = null;
        TimeSpan timeToLive = reply.TimeToLive;
        foreach (string[] some in names.Chunk(AtATime))
        {
            foreach ((string? problem, TimeSpan left) in await Task.WhenAll(some.Select(name => TakeAsync(name, _targets[name], stop))))
            {
                error ??= problem;
                if (left < timeToLive) timeToLive = left;
            }
        }

        IReadOnlyList<EndpointSpec> members = DnsEndpoints.OfServices(rules, [.. reply.Records], name => _targets[name].All);
        return new DnsAnswer(members.Count > 0 ? members : null, timeToLive, error);
    }

    private async Task<(string? Error, TimeSpan TimeToLive)> TakeAsync(string name, KnownAddresses known, CancellationToken stop)
    {
        DnsReply<IPAddress>[] replies = await Task.WhenAll(_questions.AddressesAsync(name, v6: false, stop), _questions.AddressesAsync(name, v6: true, stop));
        return (known.Take(name, replies[0], replies[1]), replies[0].TimeToLive < replies[1].TimeToLive ? replies[0].TimeToLive : replies[1].TimeToLive);
    }
}
