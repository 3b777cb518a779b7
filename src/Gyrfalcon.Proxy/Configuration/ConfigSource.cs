namespace Gyrfalcon.Proxy.Configuration;

/// <summary>Where something in a configuration was written, so that a later failure can point at it.</summary>
/// <param name="File">The file's name as the user gave it; empty for what came from the command line.</param>
/// <param name="Line">The line, from 1; 0 where no line applies.</param>
/// <param name="Column">The column in characters, from 1; 0 where no line applies.</param>
/// <param name="Path">The place in the configuration's tree, such as <c>clusters.api.endpoints[1].url</c>, or the option's name, such as <c>--to</c>.</param>
public sealed record ConfigSource(string File, int Line, int Column, string Path)
{
    /// <summary>No place at all: for records that were made by code.</summary>
    public static ConfigSource None { get; } = new("", 0, 0, "");

    /// <summary>Always: what is written elsewhere in the file but says the same is the same configuration.</summary>
    public bool Equals(ConfigSource? other) => other is not null;

    /// <inheritdoc/>
    public override int GetHashCode() => 0;
}
