using System.IO;
using System.Text.Json.Nodes;

namespace Gyrfalcon.Admin.Api;

/// <summary>The shapes, in JSON Schema, of what no serializer writes. Each use has a node of its own, for a node has one place.</summary>
internal static class Shapes
{
    /// <summary>The text that docs/gyr.schema.json is, which is made of the table of settings.</summary>
    private const string ConfigurationResource = "gyr.schema.json";

    internal static JsonNode Text() => new JsonObject { ["type"] = "string" };

    /// <summary>What stands elsewhere.</summary>
    internal static JsonNode AnyObject() => new JsonObject { ["type"] = "object", ["additionalProperties"] = true };

    /// <summary>A configuration, of which the document has one.</summary>
    internal static JsonNode Configuration() => new JsonObject { ["$ref"] = "#/components/schemas/Configuration" };

    /// <summary>Any part of a configuration, with null for what is to go.</summary>
    internal static JsonNode Patch() => new JsonObject { ["type"] = "object", ["additionalProperties"] = true, ["description"] = "Members of the configuration, as in Configuration; null removes one." };

    internal static JsonNode ReadConfiguration()
    {
        using var reader = new StreamReader(typeof(Shapes).Assembly.GetManifestResourceStream(ConfigurationResource)!);
        return JsonNode.Parse(reader.ReadToEnd())!;
    }

    /// <summary>Lines of the access log in JSON with the tries (<see cref="Gyrfalcon.Proxy.Telemetry.RecentExchanges"/>); times are microseconds from the beginning.</summary>
    internal static JsonNode Exchanges() => JsonNode.Parse("""
        {
          "type": "array",
          "items": {
            "type": "object",
            "additionalProperties": false,
            "required": ["time", "request_id", "client", "listener", "protocol", "status", "bytes_in", "bytes_out", "attempts", "request_us", "queue_us", "connect_us", "response_us", "total_us"],
            "properties": {
              "time": { "type": "string", "format": "date-time" },
              "request_id": { "type": "string" },
              "client": { "type": "string" },
              "listener": { "type": "string" },
              "route": { "type": "string" },
              "cluster": { "type": "string" },
              "endpoint": { "type": "string" },
              "method": { "type": "string" },
              "host": { "type": "string" },
              "path": { "type": "string" },
              "protocol": { "type": "string", "enum": ["HTTP/1.0", "HTTP/1.1"] },
              "status": { "type": "integer" },
              "fault": { "type": "string" },
              "detail": { "type": "string" },
              "bytes_in": { "type": "integer" },
              "bytes_out": { "type": "integer" },
              "attempts": { "type": "integer" },
              "request_us": { "type": "integer" },
              "queue_us": { "type": "integer" },
              "connect_us": { "type": "integer" },
              "response_us": { "type": "integer" },
              "total_us": { "type": "integer" },
              "trace_id": { "type": "string" },
              "tries": {
                "type": "array",
                "items": {
                  "type": "object",
                  "additionalProperties": false,
                  "required": ["endpoint", "began_us"],
                  "properties": {
                    "endpoint": { "type": "string" },
                    "began_us": { "type": "integer" },
                    "connected_us": { "type": "integer" },
                    "ended_us": { "type": "integer" },
                    "kept_connection": { "type": "boolean" },
                    "hedge": { "type": "boolean" },
                    "status": { "type": "integer" },
                    "fault": { "type": "string" }
                  }
                }
              }
            }
          }
        }
        """)!;
}
