using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gyrfalcon.Proxy.Configuration.Yaml;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>
/// What stands in the text of a configuration and not everybody who looks at it need see: the values of fields (<c>headers</c>, wherever they are), which may be credentials. A text without them can be edited and sent
/// back: where <see cref="Hidden"/> still stands, the value that was there is put in.
/// </summary>
public static class ConfigSecrets
{
    /// <summary>What stands in the place of a value.</summary>
    public const string Hidden = "<hidden>";

    private const string Key = "headers";

    /// <summary>The text without such values; as it is if it has none, or is no YAML.</summary>
    public static string Hide(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Rewrite(text, static _ => Hidden);
    }

    /// <summary>The text with the values of <paramref name="current"/> where it has none; null with a sentence in <paramref name="problem"/> if there is a place of which <paramref name="current"/> knows nothing.</summary>
    public static string? Restore(string text, string? current, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        ILookup<(string, string), Secret> known = SecretsOf(current is not null && text.Contains(Hidden, StringComparison.Ordinal) ? current : "");
        ILookup<(string, string), Secret> written = SecretsOf(text);
        string? sentence = null;
        string restored = Rewrite(text, secret =>
        {
            if (secret.Value != Hidden) return null;
            SecretPlace place = secret.Place;
            Secret[] candidates = [.. known[place.Field]];
            int fields = written[place.Field].Count();

            // Of two, one of which is gone, nobody can tell which is left.
            if (candidates.Length > 0 && (candidates.Length == fields || candidates.All(each => each.Value == candidates[0].Value))) return candidates[Math.Min(place.Number, candidates.Length - 1)].Value;
            sentence = (place.Name.Length > 0 ? $"{place.Path}: {place.Name}" : place.Path)
                + (candidates.Length == 0 ? $": `{Hidden}` stands for a value that is in force, and here is none; write the value"
                    : $": `{Hidden}` stands for a value that is in force, and of this name there are {candidates.Length} in force and {fields} here; write their values");
            return null;
        });
        problem = sentence;
        return problem is null ? restored : null;
    }

    private static ILookup<(string Path, string Name), Secret> SecretsOf(string text)
    {
        var found = new List<Secret>();
        Rewrite(text, secret =>
        {
            found.Add(secret);
            return null;
        });
        return found.ToLookup(static secret => secret.Place.Field);
    }

    /// <summary>
    /// Values are replaced in the text, so that it stays as it was written, comments too. Whether that has hit what it should is seen by reading the result; if not, as with aliases and text in blocks, the same is said in JSON.
    /// </summary>
    /// <param name="text">YAML.</param>
    /// <param name="replace">Another value for a secret; null to leave it.</param>
    private static string Rewrite(string text, Func<Secret, string?> replace)
    {
        if (ConfigJson.Of(text) is not { } json || JsonNode.Parse(json) is not { } tree) return text;
        var walk = new SecretWalk();
        var values = new Dictionary<Secret, string?>();
        bool changes = false;
        walk.Visit(tree, "", secret =>
        {
            string? value = replace(secret);
            changes |= value is not null && value != secret.Value;
            values[secret] = value;
            return value;
        });
        if (!changes) return text;
        var result = new StringBuilder(text);
        foreach ((Secret secret, int start, int length) in SecretScalars.In(text).Reverse())
        {
            if (values.GetValueOrDefault(secret) is not { } value) continue;
            result.Remove(start, length).Insert(start, $"\"{JsonEncodedText.Encode(secret.Whole(value), JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"");
        }

        string written = result.ToString();
        return ConfigJson.Of(written) is { } reread && JsonNode.DeepEquals(JsonNode.Parse(reread), tree) ? written : tree.ToJsonString(ConfigJson.Readable);
    }

    /// <summary>Goes through a configuration in JSON and replaces values in it.</summary>
    private sealed class SecretWalk
    {
        private readonly SecretPlaces _places = new();

        internal void Visit(JsonNode node, string path, Func<Secret, string?> replace)
        {
            if (node is JsonObject mapping)
            {
                foreach ((string key, JsonNode? value) in mapping.ToArray())
                {
                    string below = ConfigPath.Key(path, key);
                    if (value is null) continue;
                    if (key != Key) Visit(value, below, replace);
                    else if (Replaced(value, below, replace) is { } other) mapping[key] = other;
                }
            }
            else if (node is JsonArray list)
            {
                for (int i = 0; i < list.Count; i++)
                {
                    if (list[i] is { } item) Visit(item, ConfigPath.Index(path, i), replace);
                }
            }
        }

        /// <summary>What is to stand in the place of a field; null if that stays, changed or not.</summary>
        private JsonValue? Replaced(JsonNode fields, string path, Func<Secret, string?> replace)
        {
            if (fields is JsonArray list)
            {
                for (int i = 0; i < list.Count; i++)
                {
                    if (list[i] is { } item && Replaced(item, path, replace) is { } other) list[i] = other;
                }
            }
            else if (fields is JsonObject mapping)
            {
                foreach ((string name, JsonNode? value) in mapping.ToArray())
                {
                    JsonValue? other = value is JsonValue ? Of(_places.Named(path, name, value.ToString()), replace) : value is not null ? Replaced(value, path, replace) : null;
                    if (other is not null) mapping[name] = other;
                }
            }

            return fields is JsonValue ? Of(_places.Line(path, fields.ToString()), replace) : null;
        }

        private static JsonValue? Of(Secret secret, Func<Secret, string?> replace) => replace(secret) is { } value ? JsonValue.Create(secret.Whole(value)) : null;
    }
}
