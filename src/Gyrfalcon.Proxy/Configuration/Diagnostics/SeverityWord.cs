namespace Gyrfalcon.Proxy.Configuration.Diagnostics;

/// <summary>Severities as users read them.</summary>
public static class SeverityWord
{
    /// <summary><c>error</c>, <c>warning</c> or <c>note</c>.</summary>
    public static string Word(this DiagnosticSeverity severity) => severity switch
    {
        DiagnosticSeverity.Error => "error",
        DiagnosticSeverity.Warning => "warning",
        _ => "note",
    };
}
