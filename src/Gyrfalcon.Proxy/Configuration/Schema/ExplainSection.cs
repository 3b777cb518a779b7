namespace Gyrfalcon.Proxy.Configuration.Schema;

internal static class ExplainSection
{
    public static readonly Setting<string> KeyFile = Setting.Required("key-file", Kinds.FilePath,
        "A file with the secret that the field is signed with: text of 32 to 512 visible ASCII characters, as `openssl rand -base64 32` writes it. More lines, up to 8, are more keys: `gyr explain --sign` takes the first, and what is signed with the others is still taken. "
            + "A relative path counts from the configuration's directory.",
        "key", "secret", "secret-file");

    public static readonly Section<ExplainConfig> Section = new(nameof(ExplainConfig), "{ key-file: explain.key }",
        [KeyFile],
        reader => new ExplainConfig
        {
            KeyFile = reader.Get(KeyFile) is { } file ? reader.Reading.FullPath(file) : "",
            Source = reader.Source,
        });
}
