using System.Text.Json.Serialization;

namespace Gyrfalcon.Admin.Api.Views;

/// <summary>An endpoint to be added. Its properties can be set, for the serializer gives those that can only be initialised the default of their type when they are missing.</summary>
public sealed record NewEndpoint
{
    /// <summary>As in the configuration: <c>http://10.0.0.4:8080</c>.</summary>
    [JsonRequired]
    public string Url { get; set; } = "";

    /// <summary>0 to 1000; null for that of the configuration, if it has this endpoint, else 1.</summary>
    public int? Weight { get; set; }

    /// <summary>It gets requests only when no other can.</summary>
    public bool Backup { get; set; }

    /// <summary>The most under way at a time; 0 for no limit.</summary>
    public int MaxRequests { get; set; }
}

/// <summary>Another weight.</summary>
public sealed record NewWeight
{
    /// <summary>0 to 1000; null for that of the configuration.</summary>
    [JsonRequired]
    public int? Weight { get; set; }
}

/// <summary>Why it is drained.</summary>
public sealed record DrainReason
{
    /// <summary>A few words; may be empty.</summary>
    public string? Reason { get; set; }
}
