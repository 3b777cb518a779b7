namespace Gyrfalcon.Resilience.Generating;

/// <summary>One request. Times are in milliseconds from the beginning of the scene.</summary>
/// <param name="Id">Unique within the scene.</param>
/// <param name="Method">What it asked.</param>
/// <param name="Due">When it was due to be sent.</param>
/// <param name="Latency">From then to its end, be that an answer or a failure.</param>
/// <param name="Verdict">How it ended.</param>
/// <param name="Status">The status, or 0 without an answer.</param>
/// <param name="Origin">The origin that answered, or -1.</param>
/// <param name="Detail">What was wrong, for a person.</param>
internal readonly record struct Sample(int Id, Method Method, double Due, double Latency, Verdict Verdict, int Status, int Origin, string? Detail)
{
    public bool Failed => Verdict != Verdict.Right;

    public bool IsIdempotent => Method != Method.Post;

    /// <summary>What failed requests are grouped by: <c>502</c>, <c>broken</c>.</summary>
    public string Kind => Verdict == Verdict.Status ? Status.ToString(System.Globalization.CultureInfo.InvariantCulture) : Verdict.ToString().ToLowerInvariant();
}
