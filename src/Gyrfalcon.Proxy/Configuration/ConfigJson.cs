using System;
using System.IO;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>A configuration as JSON, which says the same as its YAML, comments and anchors left out.</summary>
public static class ConfigJson
{
    /// <summary>Indented, and without escapes that nobody needs.</summary>
    public static JsonSerializerOptions Readable { get; } = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Null if the text is no YAML.</summary>
    public static string? Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (YamlLoader.Load(text, new DiagnosticList("")) is not { } root) return null;
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) Write(root, writer);
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static void Write(YamlNode node, Utf8JsonWriter writer)
    {
        switch (node)
        {
            case YamlMapping mapping:
                writer.WriteStartObject();
                foreach (YamlEntry entry in mapping.Entries)
                {
                    writer.WritePropertyName(entry.Key);
                    Write(entry.Value, writer);
                }

                writer.WriteEndObject();
                break;
            case YamlSequence sequence:
                writer.WriteStartArray();
                foreach (YamlNode item in sequence.Items) Write(item, writer);
                writer.WriteEndArray();
                break;
            case YamlScalar { IsNull: false } scalar:
                Write(scalar, writer);
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    private static void Write(YamlScalar scalar, Utf8JsonWriter writer)
    {
        if (scalar.IsPlain && scalar.Text is "true" or "false") writer.WriteBooleanValue(scalar.Text == "true");
        else if (scalar.IsPlain && long.TryParse(scalar.Text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out long number) && !(scalar.Text.Length > 1 && scalar.Text[0] == '0')) writer.WriteNumberValue(number);
        else writer.WriteStringValue(scalar.Text);
    }
}
