using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gyrfalcon.Proxy.Configuration.Diagnostics;

/// <summary>JSON that people can read, too: indented, and <c>`</c> is no <c>\u0060</c>.</summary>
internal static class ReadableJson
{
    internal static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
