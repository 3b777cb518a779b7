namespace Gyrfalcon.Admin.Api.Views;

/// <summary>An endpoint to be added.</summary>
public sealed record NewEndpoint
{
    /// <summary>As in the configuration: <c>http://10.0.0.4:8080</c>.</summary>
    public string Url { get; init; } = "";

    /// <summary>0 to 1000.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>It gets requests only when no other can.</summary>
    public bool Backup { get; init; }

    /// <summary>The most under way at a time; 0 for no limit.</summary>
    public int MaxRequests { get; init; }
}

/// <summary>Another weight.</summary>
public sealed record NewWeight
{
    /// <summary>0 to 1000; null for that of the configuration.</summary>
    public int? Weight { get; init; }
}

/// <summary>Why it is drained.</summary>
public sealed record DrainReason
{
    /// <summary>A few words; may be empty.</summary>
    public string? Reason { get; init; }
}
