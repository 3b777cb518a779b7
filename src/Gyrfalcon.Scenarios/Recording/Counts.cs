using System;

namespace Gyrfalcon.Scenarios.Recording;

/// <summary>What the clients saw of the requests that began in some time.</summary>
public sealed class Counts
{
    private readonly long[] _outcomes = new long[Enum.GetValues<Outcome>().Length];

    /// <summary>Requests that clients sent, their retries included.</summary>
    public long Requests { get; private set; }

    /// <summary>Those that were retries of clients.</summary>
    public long ClientRetries { get; internal set; }

    /// <summary>Further attempts of the proxy that reached an endpoint.</summary>
    public long Retries { get; internal set; }

    /// <summary>Health probes that reached an endpoint.</summary>
    public long Probes { get; internal set; }

    /// <summary>Times of the requests that were answered without an error, and of those given up, with the time they waited.</summary>
    public LatencyHistogram Latency { get; } = new();

    /// <summary>Requests that ended otherwise than answered.</summary>
    public long Errors => Requests - Of(Outcome.Answered);

    /// <summary>How many ended so.</summary>
    public long Of(Outcome outcome) => _outcomes[(int)outcome];

    /// <summary>Adds all of another's.</summary>
    public void Add(Counts other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Requests += other.Requests;
        ClientRetries += other.ClientRetries;
        Retries += other.Retries;
        Probes += other.Probes;
        Latency.Add(other.Latency);
        for (int i = 0; i < _outcomes.Length; i++) _outcomes[i] += other._outcomes[i];
    }

    internal void Note(Outcome outcome, long nanoseconds)
    {
        Requests++;
        _outcomes[(int)outcome]++;
        if (outcome is Outcome.Answered or Outcome.GivenUp) Latency.Add(nanoseconds);
    }
}
