using System.Text.Json.Nodes;

namespace Gyrfalcon.Admin.Api;

/// <summary>JSON merge patch (RFC 7396).</summary>
internal static class MergePatch
{
    /// <summary><paramref name="target"/> with <paramref name="patch"/> applied: members replace members, null removes one, what is no object replaces the whole.</summary>
    internal static JsonNode? Apply(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes) return patch?.DeepClone();
        JsonObject result = target is JsonObject before ? (JsonObject)before.DeepClone() : [];
        foreach ((string name, JsonNode? value) in changes)
        {
            if (value is null) result.Remove(name);
            else result[name] = Apply(result[name], value);
        }

        return result;
    }
}
