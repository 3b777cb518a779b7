using System;
using System.IO;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Schema;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration.Scenarios;

/// <summary>Reads a scenario.</summary>
public static class ScenarioFile
{
    /// <summary>Reads and checks the file at a path, and the configuration that it names. Never throws for anything that is wrong with them.</summary>
    /// <param name="path">Absolute, or relative to the working directory.</param>
    public static ScenarioResult Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var diagnostics = new DiagnosticList(Shown.Text(path));
        return ConfigFile.ReadText(path, diagnostics) is { } text ? Parse(text, path) : new ScenarioResult(null, diagnostics.Sorted());
    }

    /// <summary>Reads and checks a scenario from text.</summary>
    /// <param name="text">The document: YAML, or JSON as its subset.</param>
    /// <param name="fileName">The file's name for messages; paths in the document count from its directory.</param>
    public static ScenarioResult Parse(string text, string fileName)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentException.ThrowIfNullOrEmpty(fileName);

        var diagnostics = new DiagnosticList(fileName);
        var reading = new Reading(diagnostics, Path.GetDirectoryName(Path.GetFullPath(fileName)) ?? "/");
        if (ControlCharacters.AreAbsent(text, diagnostics)
            && YamlLoader.Load(text, diagnostics) is { } root
            && ScenarioSection.Section.Shape.TryRead(root, "", reading, out ScenarioConfig? scenario))
        {
            ScenarioChecks.Run(scenario, reading);
            if (!diagnostics.HasErrors)
            {
                string title = scenario.Title.Length > 0 ? scenario.Title : Path.GetFileNameWithoutExtension(fileName);
                return new ScenarioResult(scenario with { Title = title }, diagnostics.Sorted());
            }
        }

        return new ScenarioResult(null, diagnostics.Sorted());
    }
}
