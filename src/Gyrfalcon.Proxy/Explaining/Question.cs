using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Gyrfalcon.Proxy.Explaining;

/// <summary>A request that nobody has sent: what would become of it?</summary>
public sealed record Question
{
    /// <summary>The method.</summary>
    public string Method { get; set; } = "GET";

    /// <summary>The URL, <c>https://api.example.com/v1/users</c>; or a path, for a host that stands among the fields.</summary>
    [JsonRequired]
    public string Url { get; set; } = "/";

    /// <summary>The version of HTTP, <c>1.1</c> or <c>1.0</c>.</summary>
    public string Version { get; set; } = "1.1";

    /// <summary>Field lines, <c>name: value</c>.</summary>
    public IReadOnlyList<string> Headers { get; set; } = [];

    /// <summary>The listener that it comes in by; null for the first that has the URL's port, else its scheme, else for the first.</summary>
    public string? Listener { get; set; }

    /// <summary>The client's address; null for one of this machine.</summary>
    public string? Client { get; set; }
}
