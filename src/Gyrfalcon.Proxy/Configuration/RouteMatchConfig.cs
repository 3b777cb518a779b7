using System.Collections.Generic;
using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>Which requests a route takes.</summary>
public sealed record RouteMatchConfig
{
    /// <summary>One host or a list of them: <c>api.example.com</c>, or <c>"*.example.com"</c> for every name below (in quotes, for a plain <c>*</c> begins a YAML alias). Case and port of the request play no part. Every host matches by default. (A host, or a list of such; optional.)</summary>
    public IReadOnlyList<HostPattern> Host { get; init; } = [];

    /// <summary>A path, <c>/healthz</c>, or the beginning of one: <c>/v1/*</c> matches <c>/v1</c> and everything below <c>/v1/</c>. Compared byte by byte, without the query. (A path; default <c>/*</c>.)</summary>
    public PathPattern Path { get; init; } = RouteMatchSection.Path.Default;

    /// <summary>One method or a list of them. Every method matches by default. (A method, or a list of such; optional.)</summary>
    public IReadOnlyList<string> Methods { get; init; } = [];
}
