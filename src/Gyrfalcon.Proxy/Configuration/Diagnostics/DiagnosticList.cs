using System;
using System.Collections.Generic;
using System.Linq;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Diagnostics;

/// <summary>Collects what one reading of one file finds, so that nothing has to stop at the first mistake.</summary>
internal sealed class DiagnosticList(string file)
{
    // A file of nothing but mistakes must not turn into a report larger than itself.
    private const int Most = 1000;

    private readonly List<Diagnostic> _found = [];
    private readonly List<Diagnostic> _elsewhere = [];
    private readonly List<Diagnostic> _notes = [];
    private readonly HashSet<(string Code, Mark Mark, string Problem)> _seen = [];

    public string File { get; } = file;

    public bool HasErrors { get; private set; }

    /// <summary>Whether nothing more is kept: then nobody needs to think up remedies either.</summary>
    public bool IsFull => _found.Count >= Most;

    public void Report(DiagnosticCode code, Mark mark, string path, string problem, string? remedy = null, IReadOnlyList<ConfigSource>? related = null)
    {
        HasErrors |= code.Severity == DiagnosticSeverity.Error;
        // Notes are no reason to leave an error out.
        List<Diagnostic> list = code.Severity == DiagnosticSeverity.Note ? _notes : _found;

        // An alias makes one node appear at several paths: its mistakes are told once, at the first path.
        if (list.Count >= Most || !_seen.Add((code.Id, mark, problem)))
            return;
        list.Add(new Diagnostic
        {
            Code = code,
            Source = new ConfigSource(File, mark.Line, mark.Column, Shown.OneLine(path)),
            Problem = Shown.OneLine(problem),
            Remedy = remedy is null ? null : Shown.OneLine(remedy),
            Related = related ?? [],
        });
    }

    /// <summary>Takes in what was found in a file that this one names; it comes after all that was found in this one.</summary>
    public void Include(IReadOnlyList<Diagnostic> elsewhere)
    {
        foreach (Diagnostic diagnostic in elsewhere)
        {
            HasErrors |= diagnostic.Severity == DiagnosticSeverity.Error;
            if (_elsewhere.Count < Most)
                _elsewhere.Add(diagnostic);
        }
    }

    /// <summary>Every error and warning, in the order of the file.</summary>
    public IReadOnlyList<Diagnostic> Sorted() => [.. InOrder(_found), .. _elsewhere, .. IsFull ? [Cut()] : (Diagnostic[])[]];

    /// <summary>Every note, in the order of the file.</summary>
    public IReadOnlyList<Diagnostic> Notes() => [.. InOrder(_notes)];

    private static IEnumerable<Diagnostic> InOrder(List<Diagnostic> list) =>
        list.OrderBy(d => d.Source.Line).ThenBy(d => d.Source.Column).ThenBy(d => d.Code.Id, StringComparer.Ordinal).ThenBy(d => d.Source.Path, StringComparer.Ordinal);

    private Diagnostic Cut() => new()
    {
        Code = DiagnosticCodes.ReportCut,
        Source = new ConfigSource(File, 0, 0, ""),
        Problem = $"only the first {Most} errors and warnings that were found are listed",
        Remedy = "correct these and check again",
    };
}
