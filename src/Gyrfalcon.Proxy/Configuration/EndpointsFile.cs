using System;
using System.Collections.Generic;
using System.IO;
using Gyrfalcon.Proxy.Configuration.Checks;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Schema;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>What came of reading a file of endpoints.</summary>
/// <param name="Text">What stood in it; null if it could not be read.</param>
/// <param name="Endpoints">The list; null when there is an error among the diagnostics.</param>
/// <param name="Diagnostics">Every error and warning, in the order of the file.</param>
public sealed record EndpointsFileResult(string? Text, IReadOnlyList<EndpointConfig>? Endpoints, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>A file that holds a cluster's endpoints: a list in the shape of <c>clusters.X.endpoints</c>.</summary>
public static class EndpointsFile
{
    private const string Needs = "it needs a list of endpoints, `[]` for none";

    /// <summary>Reads and checks the file at a path. Never throws for anything that is wrong with the path or the file.</summary>
    /// <param name="path">Absolute, or relative to the working directory.</param>
    public static EndpointsFileResult Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var diagnostics = new DiagnosticList(Shown.Text(path));
        if (ConfigFile.ReadText(path, diagnostics) is not { } text)
            return new EndpointsFileResult(null, null, diagnostics.Sorted());
        IReadOnlyList<EndpointConfig>? endpoints = Parse(text, path, diagnostics);
        return new EndpointsFileResult(text, diagnostics.HasErrors ? null : endpoints, diagnostics.Sorted());
    }

    private static IReadOnlyList<EndpointConfig>? Parse(string text, string path, DiagnosticList diagnostics)
    {
        var reading = new Reading(diagnostics, Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/");
        if (!ControlCharacters.AreAbsent(text, diagnostics)
            || YamlLoader.Load(text, diagnostics, Needs) is not { } root
            || !new ListShape<EndpointConfig>(EndpointShape.Instance).TryRead(root, "", reading, out IReadOnlyList<EndpointConfig>? endpoints))
            return null;
        EndpointChecks.ReportDuplicates(endpoints, reading);
        return endpoints;
    }
}
