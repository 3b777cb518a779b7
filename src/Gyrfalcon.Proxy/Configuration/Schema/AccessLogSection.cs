namespace Gyrfalcon.Proxy.Configuration.Schema;

internal static class AccessLogSection
{
    public static readonly Setting<AccessLogFormat> Format = Setting.WithDefault("format", Kinds.Choice(("json", AccessLogFormat.Json), ("off", AccessLogFormat.Off)), "json",
        "`json`: one JSON object per exchange and line. `off`: no access log.");

    public static readonly Setting<string> Output = Setting.WithDefault("output", Kinds.FilePath, "stdout",
        "`stdout`, `stderr`, or the path of a file to append to; a relative path counts from the configuration's directory.",
        "path", "file");

    public static readonly Section<AccessLogConfig> Section = new(nameof(AccessLogConfig), "{ format: json, output: stdout }",
        [Format, Output],
        reader => new AccessLogConfig
        {
            Format = reader.Get(Format),
            Output = Destination(reader.Get(Output), reader.Reading),
        });

    private static string Destination(string output, Reading reading) =>
        output is AccessLogConfig.StandardOutput or AccessLogConfig.StandardError ? output : reading.FullPath(output);
}
