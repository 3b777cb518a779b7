using Gyrfalcon.Proxy.Configuration.Diagnostics;

namespace Gyrfalcon.Proxy.Configuration.Schema;

internal static class AccessLogSection
{
    public static readonly Setting<AccessLogFormat> Format = Setting.WithDefault("format",
        Kinds.Choice(("json", AccessLogFormat.Json), ("combined", AccessLogFormat.Combined), ("haproxy", AccessLogFormat.Haproxy), ("off", AccessLogFormat.Off)), "json",
        "The form of a line: `json` is an object, `combined` the combined log of Apache and nginx, `haproxy` HAProxy's HTTP log. `off`: no access log. Each field: docs/access-log.md.",
        "preset", "log-format", "type");

    public static readonly Setting<string> Output = Setting.WithDefault("output", Kinds.FilePath, "stdout",
        "`stdout`, `stderr`, or the path of a file to append to; a relative path counts from the configuration's directory. USR1 makes the process open the file again, after somebody has moved it.",
        "path", "file");

    public static readonly Setting<bool?> Query = Setting.WithDefault("query", Kinds.OrWord(Kinds.Boolean, "auto"), "auto",
        "Whether query strings are logged, which may hold secrets; without them those of Referer are cut off, too. `auto`: in the formats `combined` and `haproxy`, whose readers expect them, and not in `json`.",
        "query-string", "log-query");

    public static readonly Setting<AccessLogOnlyConfig> Only = Setting.Optional("only", AccessLogOnlySection.Section.Shape,
        "Logs some exchanges only: each that meets at least one of these conditions. Without a condition all are logged.",
        "filter", "filters", "if", "conditions");

    public static readonly Setting<AccessLogRotationConfig> Rotate = Setting.Optional("rotate", AccessLogRotationSection.Section.Shape,
        "Puts the file aside, as `FILE.1`, and begins another; older ones become `FILE.2` and so on. Without this section the file grows, and logrotate or the like takes care of it.",
        "rotation", "roll", "logrotate");

    public static readonly Section<AccessLogConfig> Section = new(nameof(AccessLogConfig), "{ format: json, output: stdout }",
        [Format, Output, Query, Only, Rotate],
        reader =>
        {
            var config = new AccessLogConfig
            {
                Format = reader.Get(Format),
                Output = Destination(reader.Get(Output), reader.Reading),
                Query = reader.Get(Query),
                Only = reader.Find(Only),
                Rotate = reader.Find(Rotate),
            };
            if (config is { Rotate: not null, Output: AccessLogConfig.StandardOutput or AccessLogConfig.StandardError } && !reader.Reading.IsBroken(reader.PathOf(Output)))
                reader.Reading.Report(DiagnosticCodes.RotationWithoutFile, reader.PathOf(Rotate), $"`{config.Output}` is no file that could be put aside", "write the path of a file as `output`, or remove `rotate`");
            return config;
        });

    private static string Destination(string output, Reading reading) =>
        output is AccessLogConfig.StandardOutput or AccessLogConfig.StandardError ? output : reading.FullPath(output);
}
