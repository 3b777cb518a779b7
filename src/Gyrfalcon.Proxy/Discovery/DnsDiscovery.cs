using System;
using System.Threading;
using System.Threading.Tasks;

namespace Gyrfalcon.Proxy.Discovery;

/// <summary>Endpoints by DNS: asked again when the answer's time is over. An answer that fails or is empty leaves the endpoints as they are.</summary>
internal sealed class DnsDiscovery(DnsRules rules, MemberList members) : IDiscovery
{
    private readonly DnsLookup _lookup = new(rules);

    /// <inheritdoc/>
    public async Task RunAsync(Action answered, CancellationToken stop)
    {
        while (true)
        {
            DnsAnswer answer = await _lookup.AskAsync(stop);
            if (answer.Members is { } found) members.Set(found);
            TimeSpan wait = rules.Bound(answer.Error is null || answer.TimeToLive < DnsRules.RetryInterval ? answer.TimeToLive : DnsRules.RetryInterval);
            if (answer.Error is { } error) members.Fail(error, $"it is asked again every {wait.TotalSeconds:0.#} s; see the name, and the DNS servers (`discovery.dns.servers`)");
            else members.Recover();
            answered();
            await Task.Delay(wait, stop);
        }
    }
}
