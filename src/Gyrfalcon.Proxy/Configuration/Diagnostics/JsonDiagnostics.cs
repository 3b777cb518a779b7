using System;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace Gyrfalcon.Proxy.Configuration.Diagnostics;

/// <summary>What was found in a configuration as JSON for programs. Keys may be added; none changes its meaning.</summary>
public static class JsonDiagnostics
{
    /// <summary>Writes one object: <c>file</c>, <c>ok</c> (the configuration may run), and <c>diagnostics</c>, notes last.</summary>
    /// <param name="file">The file's name as the user gave it.</param>
    /// <param name="result">What came of reading it.</param>
    /// <param name="output">Where it goes; stays open.</param>
    public static void Write(string file, ConfigResult result, Stream output)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(output);
        using (var json = new Utf8JsonWriter(output, ReadableJson.Options))
        {
            json.WriteStartObject();
            json.WriteString("file", file);
            json.WriteBoolean("ok", result.Ok);
            json.WriteStartArray("diagnostics");
            foreach (Diagnostic diagnostic in result.Diagnostics.Concat(result.Notes)) Write(json, diagnostic);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
    }

    private static void Write(Utf8JsonWriter json, Diagnostic diagnostic)
    {
        json.WriteStartObject();
        json.WriteString("code", diagnostic.Code.Id);
        json.WriteString("severity", diagnostic.Severity.Word());
        WritePlace(json, diagnostic.Source);
        json.WriteString("message", diagnostic.Problem);
        json.WriteString("help", diagnostic.Remedy ?? diagnostic.Code.Remedy);
        json.WriteStartArray("related");
        foreach (ConfigSource other in diagnostic.Related)
        {
            json.WriteStartObject();
            WritePlace(json, other);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WritePlace(Utf8JsonWriter json, ConfigSource source)
    {
        json.WriteString("file", source.File);
        json.WriteString("path", source.Path);
        WriteNumber(json, "line", source.Line);
        WriteNumber(json, "column", source.Column);
    }

    /// <summary>Null where no line applies.</summary>
    private static void WriteNumber(Utf8JsonWriter json, string name, int number)
    {
        if (number > 0) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }
}
