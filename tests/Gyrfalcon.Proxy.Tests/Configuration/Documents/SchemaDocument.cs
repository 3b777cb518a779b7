using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Tests.Configuration.Documents;

/// <summary>docs/gyr.schema.json: JSON Schema, draft 2020-12, for editors. It is laxer than the reader where a pattern cannot say all.</summary>
internal static class SchemaDocument
{
    public static string Write()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
            json.WriteString("title", "Gyrfalcon configuration");
            json.WriteString("$comment", "Generated. Do not edit: run the tests of Gyrfalcon.Proxy with GYR_UPDATE_DOCS=1.");
            WriteSection(json, ProxySection.Section);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void WriteSection(Utf8JsonWriter json, Section section)
    {
        json.WriteString("type", "object");
        json.WriteBoolean("additionalProperties", false);
        json.WriteStartArray("required");
        foreach (Setting setting in section.Settings.Where(setting => setting.IsRequired))
            json.WriteStringValue(setting.Key);
        json.WriteEndArray();
        json.WriteStartObject("properties");
        foreach (Setting setting in section.Settings)
        {
            json.WriteStartObject(setting.Key);
            json.WriteString("description", setting.Documentation);
            WriteShape(json, setting.Shape);
            if (setting.DefaultText is { } text)
                WriteDefault(json, text, setting.Shape);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteShape(Utf8JsonWriter json, Shape shape)
    {
        switch (shape.Facts)
        {
            case ScalarFacts scalar:
                WriteAny(json, [.. Forms(scalar)]);
                break;
            case ListFacts list:
                WriteAny(json, [.. list.OneAllowed ? Forms(ScalarOf(list.Item.Facts)) : [], () => WriteList(json, list)]);
                break;
            case MapFacts map:
                json.WriteString("type", "object");
                if (!map.MayBeEmpty)
                    json.WriteNumber("minProperties", 1);
                json.WriteStartObject("propertyNames");
                json.WriteString("pattern", ((ScalarFacts)Kinds.Name.Facts).Pattern);
                json.WriteEndObject();
                json.WriteStartObject("additionalProperties");
                WriteSection(json, map.Section);
                json.WriteEndObject();
                break;
            case SectionFacts { OrScalar: { } scalar } section:
                WriteAny(json, [.. Forms((ScalarFacts)scalar.Facts), () => WriteSection(json, section.Section)]);
                break;
            case SectionFacts section:
                WriteSection(json, section.Section);
                break;
        }

        static ScalarFacts ScalarOf(ShapeFacts item) => item as ScalarFacts ?? (ScalarFacts)((SectionFacts)item).OrScalar!.Facts;

        IEnumerable<System.Action> Forms(ScalarFacts scalar)
        {
            if (scalar.JsonType is { } type)
            {
                yield return () =>
                {
                    json.WriteString("type", type);
                    if (scalar.Least is { } least)
                        json.WriteNumber("minimum", least);
                    if (scalar.Most is { } most)
                        json.WriteNumber("maximum", most);
                };
            }

            if (scalar.Words is { } words)
            {
                yield return () =>
                {
                    json.WriteStartArray("enum");
                    foreach (string word in words)
                        json.WriteStringValue(word);
                    json.WriteEndArray();
                };
            }

            if (scalar.Pattern is not null || (scalar.JsonType is null && scalar.Words is null))
            {
                yield return () =>
                {
                    json.WriteString("type", "string");
                    if (scalar.Pattern is { } pattern)
                        json.WriteString("pattern", pattern);
                };
            }
        }
    }

    private static void WriteList(Utf8JsonWriter json, ListFacts list)
    {
        json.WriteString("type", "array");
        if (!list.MayBeEmpty)
            json.WriteNumber("minItems", 1);
        json.WriteStartObject("items");
        WriteShape(json, list.Item);
        json.WriteEndObject();
    }

    private static void WriteAny(Utf8JsonWriter json, IReadOnlyList<System.Action> forms)
    {
        if (forms.Count == 1)
        {
            forms[0]();
            return;
        }

        json.WriteStartArray("anyOf");
        foreach (System.Action form in forms)
        {
            json.WriteStartObject();
            form();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteDefault(Utf8JsonWriter json, string text, Shape shape)
    {
        switch (shape.Facts)
        {
            case ScalarFacts { JsonType: "integer" } when long.TryParse(text, out long number):
                json.WriteNumber("default", number);
                break;
            case ScalarFacts { JsonType: "boolean" }:
                json.WriteBoolean("default", text == "true");
                break;
            default:
                json.WriteString("default", text);
                break;
        }
    }
}
