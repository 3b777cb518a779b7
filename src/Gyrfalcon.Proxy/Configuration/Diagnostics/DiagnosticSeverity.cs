namespace Gyrfalcon.Proxy.Configuration.Diagnostics;

/// <summary>Whether a configuration with this diagnostic may run.</summary>
public enum DiagnosticSeverity
{
    /// <summary>The configuration runs, but probably does not do what its author meant.</summary>
    Warning,

    /// <summary>The configuration is refused.</summary>
    Error,
}
