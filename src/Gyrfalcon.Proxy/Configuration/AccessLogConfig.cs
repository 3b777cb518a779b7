using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>Where and how exchanges are logged.</summary>
public sealed record AccessLogConfig
{
    /// <summary>The value of <see cref="Output"/> for the process's standard output.</summary>
    public const string StandardOutput = "stdout";

    /// <summary>The value of <see cref="Output"/> for the process's standard error.</summary>
    public const string StandardError = "stderr";

    /// <summary><c>json</c>: one JSON object per exchange and line. <c>off</c>: no access log. (<c>json</c> or <c>off</c>; default <c>json</c>.)</summary>
    public AccessLogFormat Format { get; init; } = AccessLogSection.Format.Default;

    /// <summary><c>stdout</c>, <c>stderr</c>, or the path of a file to append to; a relative path counts from the configuration's directory. (The path of a file; default <c>stdout</c>.)</summary>
    public string Output { get; init; } = AccessLogSection.Output.Default;
}
