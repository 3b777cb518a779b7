using System;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Telemetry;

namespace Gyrfalcon.Proxy.Reload;

/// <summary>Makes an access log from its configuration.</summary>
public static class AccessLogCompiler
{
    /// <summary>Opens it for <paramref name="writer"/>; false with a sentence in <paramref name="error"/>.</summary>
    public static bool TryOpen(AccessLogConfig config, AccessLogWriter writer, out AccessLogChange? log, out string? error)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(writer);
        error = null;
        log = new AccessLogChange(config.Format == AccessLogFormat.Off ? null : writer.TryOpen(Compile(config), out error));
        if (error is not null) log = null;
        return log is not null;
    }

    /// <summary>What it is to be, unless it is off.</summary>
    internal static AccessLogSettings Compile(AccessLogConfig config)
    {
        bool isFile = config.Output is not (AccessLogConfig.StandardOutput or AccessLogConfig.StandardError);
        return new AccessLogSettings
        {
            Form = config.Format switch
            {
                AccessLogFormat.Combined => AccessLogForm.Combined,
                AccessLogFormat.Haproxy => AccessLogForm.Haproxy,
                _ => AccessLogForm.Json,
            },
            Path = isFile ? config.Output : null,
            ToStandardError = config.Output == AccessLogConfig.StandardError,
            LogsQuery = config.Query ?? config.Format != AccessLogFormat.Json,
            Only = config.Only is { } only ? Compile(only) : null,
            Rotation = isFile && config.Rotate is { } rotate ? new LogRotation(rotate.Size, rotate.Age, rotate.Keep) : null,
        };
    }

    /// <summary>Null for all exchanges, if no condition is written.</summary>
    private static AccessLogCondition? Compile(AccessLogOnlyConfig only)
    {
        var condition = new AccessLogCondition(
            only.Errors switch
            {
                LoggedErrors.Server => ErrorsLogged.Server,
                LoggedErrors.All => ErrorsLogged.All,
                _ => ErrorsLogged.None,
            },
            only.SlowerThan is { } time ? time.Ticks * 100 : null,
            (int)((only.Sample ?? 0) * 10_000));
        return condition == new AccessLogCondition(ErrorsLogged.None, null, 0) ? null : condition;
    }
}
