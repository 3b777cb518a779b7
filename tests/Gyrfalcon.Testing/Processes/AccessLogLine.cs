using System;
using System.Linq;
using System.Text.Json;

namespace Gyrfalcon.Testing;

/// <summary>One line of the access log: a JSON object.</summary>
public sealed class AccessLogLine(string text)
{
    private readonly JsonElement _fields = JsonDocument.Parse(text).RootElement;

    public int Status => (int)Number("status");

    public int Attempts => (int)Number("attempts");

    /// <summary>A time below zero; null where there is none, as there must not be.</summary>
    public string? NegativeTime => _fields.EnumerateObject().Where(static each => each.Name.EndsWith("_us", StringComparison.Ordinal) && each.Value.GetInt64() < 0).Select(static each => each.Name).FirstOrDefault();

    public string? Path => Text("path");

    public string? Fault => Text("fault");

    /// <summary>A string field; null when it is absent or null.</summary>
    public string? Text(string name) => _fields.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value.GetString() : null;

    /// <summary>A number that must be there.</summary>
    public long Number(string name) => _fields.GetProperty(name).GetInt64();

    public bool Has(string name) => _fields.TryGetProperty(name, out _);

    public override string ToString() => text;
}
