namespace Gyrfalcon.Proxy.Configuration.Diagnostics;

/// <summary>Whether a configuration with this diagnostic may run. From the mildest to the gravest.</summary>
public enum DiagnosticSeverity
{
    /// <summary>The configuration runs and does what it says; there is something to know about that. Only <c>gyr validate</c> tells it.</summary>
    Note,

    /// <summary>The configuration runs, but probably does not do what its author meant.</summary>
    Warning,

    /// <summary>The configuration is refused.</summary>
    Error,
}
