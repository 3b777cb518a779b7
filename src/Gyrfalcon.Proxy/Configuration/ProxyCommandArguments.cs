using System.Collections.Generic;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>The options of <c>gyr proxy</c> as the user wrote them. Those that are null take the default of the configuration.</summary>
public sealed record ProxyCommandArguments
{
    /// <summary>The values of <c>--listen</c>: addresses such as <c>:8000</c>.</summary>
    public required IReadOnlyList<string> Listen { get; init; }

    /// <summary>The values of <c>--to</c>: endpoints' URLs.</summary>
    public required IReadOnlyList<string> To { get; init; }

    /// <summary>The value of <c>--workers</c>.</summary>
    public string? Workers { get; init; }

    /// <summary>The value of <c>--driver</c>.</summary>
    public string? Driver { get; init; }

    /// <summary>The value of <c>--drain</c>.</summary>
    public string? Drain { get; init; }

    /// <summary>The value of <c>--access-log</c>: a format.</summary>
    public string? AccessLog { get; init; }

    /// <summary>The value of <c>--admin</c>: an address, the path of a Unix socket, or <c>off</c>.</summary>
    public string? Admin { get; init; }

    /// <summary>The value of <c>--host</c>: what the endpoints see in the Host field.</summary>
    public string? Host { get; init; }

    /// <summary>The value of <c>--authority</c>: a PEM file, relative to the working directory.</summary>
    public string? Authority { get; init; }

    /// <summary>The value of <c>--verify</c>.</summary>
    public string? Verify { get; init; }
}
