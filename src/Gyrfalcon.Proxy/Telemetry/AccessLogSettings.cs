namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>What an access log is to be.</summary>
public sealed record AccessLogSettings
{
    /// <summary>The form of its lines.</summary>
    public required AccessLogForm Form { get; init; }

    /// <summary>The absolute path of a file; null for a standard output.</summary>
    public string? Path { get; init; }

    /// <summary>Without a path: standard error rather than standard output.</summary>
    public bool ToStandardError { get; init; }

    /// <summary>Query strings are logged.</summary>
    public bool LogsQuery { get; init; }

    /// <summary>Which exchanges are logged; null for all.</summary>
    public AccessLogCondition? Only { get; init; }

    /// <summary>When another file is begun; null for never.</summary>
    public LogRotation? Rotation { get; init; }
}
