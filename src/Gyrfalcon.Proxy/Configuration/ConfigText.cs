using System;
using System.IO;
using Gyrfalcon.Proxy.Configuration.Checks;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Schema;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>Reads a configuration from text: YAML, or JSON as its subset.</summary>
public static class ConfigText
{
    /// <summary>Reads and checks a configuration. Never throws for anything that stands in the text.</summary>
    /// <param name="text">The document.</param>
    /// <param name="fileName">The file's name for messages; paths in the document count from its directory.</param>
    public static ConfigResult Parse(string text, string fileName)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentException.ThrowIfNullOrEmpty(fileName);

        var diagnostics = new DiagnosticList(fileName);
        var reading = new Reading(diagnostics, Path.GetDirectoryName(Path.GetFullPath(fileName)) ?? "/");
        if (ControlCharacters.AreAbsent(text, diagnostics)
            && YamlLoader.Load(text, diagnostics) is { } root
            && ProxySection.Section.Shape.TryRead(root, "", reading, out ProxyConfig? config))
        {
            ConfigChecks.Run(config, reading);
            if (!diagnostics.HasErrors)
                return new ConfigResult(config, diagnostics.Sorted()) { Text = text, Notes = diagnostics.Notes() };
        }

        return new ConfigResult(null, diagnostics.Sorted()) { Text = text };
    }
}
