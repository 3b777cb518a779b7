namespace Gyrfalcon.Proxy.Configuration.Diagnostics;

/// <summary>One row of the table of diagnostics: what a <c>GYRnnnn</c> means wherever it appears.</summary>
/// <param name="Id">The stable code, such as <c>GYR1042</c>. A code is never given a second meaning.</param>
/// <param name="Severity">Whether the configuration is refused.</param>
/// <param name="Title">A few words, the heading in the documentation.</param>
/// <param name="Explanation">Why Gyrfalcon reports this, in one to three sentences.</param>
/// <param name="Remedy">What to do about it in general; a diagnostic's own remedy is more exact.</param>
public sealed record DiagnosticCode(string Id, DiagnosticSeverity Severity, string Title, string Explanation, string Remedy)
{
    /// <summary>Where it is explained: its place in docs/diagnostics.md.</summary>
    public string Page => $"https://github.com/gyrfalcon/gyrfalcon/blob/main/docs/diagnostics.md#{Id.ToLowerInvariant()}";
}
