using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace Gyrfalcon.Proxy.Configuration.Diagnostics;

/// <summary>What was found in a configuration as a log of SARIF 2.1.0 (OASIS), which code scanning reads, that of GitHub among others.</summary>
public static class SarifLog
{
    private const string Schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
    private const string Home = "https://github.com/gyrfalcon/gyrfalcon";

    /// <summary>Writes one log with one run, whose rules are the codes that occur.</summary>
    /// <param name="version">The version of Gyrfalcon.</param>
    /// <param name="result">What came of reading a configuration.</param>
    /// <param name="output">Where it goes; stays open.</param>
    public static void Write(string version, ConfigResult result, Stream output)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(output);
        Diagnostic[] found = [.. result.Diagnostics, .. result.Notes];
        List<DiagnosticCode> rules = [.. found.Select(static diagnostic => diagnostic.Code).DistinctBy(static code => code.Id).OrderBy(static code => code.Id, StringComparer.Ordinal)];
        using (var json = new Utf8JsonWriter(output, ReadableJson.Options))
        {
            json.WriteStartObject();
            json.WriteString("$schema", Schema);
            json.WriteString("version", "2.1.0");
            json.WriteStartArray("runs");
            json.WriteStartObject();
            WriteTool(json, version, rules);
            json.WriteString("columnKind", "utf16CodeUnits");
            json.WriteStartArray("results");
            foreach (Diagnostic diagnostic in found) WriteResult(json, diagnostic, rules.FindIndex(rule => rule.Id == diagnostic.Code.Id));
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
    }

    private static void WriteTool(Utf8JsonWriter json, string version, List<DiagnosticCode> rules)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "gyr");
        json.WriteString("version", version);
        json.WriteString("informationUri", Home);
        json.WriteStartArray("rules");
        foreach (DiagnosticCode rule in rules)
        {
            json.WriteStartObject();
            json.WriteString("id", rule.Id);
            WriteText(json, "shortDescription", rule.Title);
            WriteText(json, "fullDescription", rule.Explanation);
            WriteText(json, "help", rule.Remedy);
            json.WriteString("helpUri", rule.Page);
            json.WriteStartObject("defaultConfiguration");
            json.WriteString("level", rule.Severity.Word());
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, Diagnostic diagnostic, int ruleIndex)
    {
        json.WriteStartObject();
        json.WriteString("ruleId", diagnostic.Code.Id);
        json.WriteNumber("ruleIndex", ruleIndex);
        json.WriteString("level", diagnostic.Severity.Word());
        WriteText(json, "message", diagnostic.Source.Path.Length > 0 ? $"{diagnostic.Source.Path}: {diagnostic.Message}" : diagnostic.Message);
        WriteLocations(json, "locations", [diagnostic.Source]);
        if (diagnostic.Related.Count > 0) WriteLocations(json, "relatedLocations", diagnostic.Related);
        json.WriteEndObject();
    }

    private static void WriteLocations(Utf8JsonWriter json, string name, IReadOnlyList<ConfigSource> sources)
    {
        json.WriteStartArray(name);
        foreach (ConfigSource source in sources)
        {
            json.WriteStartObject();
            json.WriteStartObject("physicalLocation");
            json.WriteStartObject("artifactLocation");
            json.WriteString("uri", UriOf(source.File));
            json.WriteEndObject();
            if (source.Line > 0)
            {
                json.WriteStartObject("region");
                json.WriteNumber("startLine", source.Line);
                json.WriteNumber("startColumn", source.Column);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            if (source.Path.Length > 0) WriteLogical(json, source.Path);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteLogical(Utf8JsonWriter json, string path)
    {
        json.WriteStartArray("logicalLocations");
        json.WriteStartObject();
        json.WriteString("fullyQualifiedName", path);
        json.WriteString("kind", "member");
        json.WriteEndObject();
        json.WriteEndArray();
    }

    /// <summary>A file's name as a URI reference: an absolute one with its scheme, a relative one as it is, for scanners count it from the repository's root.</summary>
    internal static string UriOf(string file)
    {
        if (file.StartsWith("./", StringComparison.Ordinal)) file = file[2..];
        string escaped = string.Join('/', file.Split('/').Select(Uri.EscapeDataString));
        return file.StartsWith('/') ? "file://" + escaped : escaped;
    }

    private static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }
}
