namespace Gyrfalcon.Proxy.Configuration;

/// <summary>Requests that are explained in their answers.</summary>
public sealed record ExplainConfig
{
    /// <summary>A file with the secret that the field is signed with: text of 32 to 512 visible ASCII characters, as <c>openssl rand -base64 32</c> writes it. More lines, up to 8, are more keys: <c>gyr explain --sign</c> takes the first, and what is signed with the others is still taken. A relative path counts from the configuration's directory. (The path of a file; required.)</summary>
    public required string KeyFile { get; init; }

    /// <summary>Where it was written.</summary>
    public ConfigSource Source { get; init; } = ConfigSource.None;
}
