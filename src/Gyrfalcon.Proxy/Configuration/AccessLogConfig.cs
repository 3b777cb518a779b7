using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>Where and how exchanges are logged.</summary>
public sealed record AccessLogConfig
{
    /// <summary>The value of <see cref="Output"/> for the process's standard output.</summary>
    public const string StandardOutput = "stdout";

    /// <summary>The value of <see cref="Output"/> for the process's standard error.</summary>
    public const string StandardError = "stderr";

    /// <summary>The form of a line: <c>json</c> is an object, <c>combined</c> the combined log of Apache and nginx, <c>haproxy</c> HAProxy's HTTP log. <c>off</c>: no access log. Each field: docs/access-log.md. (<c>json</c>, <c>combined</c>, <c>haproxy</c> or <c>off</c>; default <c>json</c>.)</summary>
    public AccessLogFormat Format { get; init; } = AccessLogSection.Format.Default;

    /// <summary><c>stdout</c>, <c>stderr</c>, or the path of a file to append to; a relative path counts from the configuration's directory. USR1 makes the process open the file again, after somebody has moved it. (The path of a file; default <c>stdout</c>.)</summary>
    public string Output { get; init; } = AccessLogSection.Output.Default;

    /// <summary>Whether query strings are logged, which may hold secrets; without them those of Referer are cut off, too. <c>auto</c>: in the formats <c>combined</c> and <c>haproxy</c>, whose readers expect them, and not in <c>json</c>. (<c>true</c> or <c>false</c>, or <c>auto</c>; default <c>auto</c>.) Null is <c>auto</c>.</summary>
    public bool? Query { get; init; } = AccessLogSection.Query.Default;

    /// <summary>Logs some exchanges only: each that meets at least one of these conditions. Without a condition all are logged. (A section; optional.)</summary>
    public AccessLogOnlyConfig? Only { get; init; }

    /// <summary>Puts the file aside, as <c>FILE.1</c>, and begins another; older ones become <c>FILE.2</c> and so on. Without this section the file grows, and logrotate or the like takes care of it. (A section; optional.)</summary>
    public AccessLogRotationConfig? Rotate { get; init; }
}
