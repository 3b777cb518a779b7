using System;
using System.Collections;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Gyrfalcon.Admin.Api;

/// <summary>Whether the members of a body are those that are wanted. Of their values only that they are there: what they are the serializer sees.</summary>
internal static class BodyShape
{
    /// <summary>What is wrong, as a sentence that names the member; null if nothing is.</summary>
    internal static string? Mistake(JsonNode body, JsonTypeInfo type)
    {
        if (body is not JsonObject members) return "The body is no object.";
        foreach ((string name, JsonNode? value) in members)
        {
            if (type.Properties.FirstOrDefault(each => each.Name == name) is not { } property) return $"There is no member `{name}` here: there are {string.Join(", ", type.Properties.Select(static each => $"`{each.Name}`"))}.";
            if (value is null && !property.IsSetNullable && !IsNullableValue(property.PropertyType)) return $"`{name}` is null, and must not be.";
            if (value is JsonArray items && typeof(IEnumerable).IsAssignableFrom(property.PropertyType) && items.IndexOf(null) is >= 0 and int place) return $"`{name}` has null in place {place}, and must not.";
        }

        return type.Properties.FirstOrDefault(each => each.IsRequired && !members.ContainsKey(each.Name)) is { } missing ? $"`{missing.Name}` is not there, and must be." : null;
    }

    private static bool IsNullableValue(Type type) => Nullable.GetUnderlyingType(type) is not null;
}
