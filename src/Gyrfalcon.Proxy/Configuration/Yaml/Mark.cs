namespace Gyrfalcon.Proxy.Configuration.Yaml;

/// <summary>A place in a text: line and column from 1, in characters. The default value means "no place".</summary>
internal readonly record struct Mark(int Line, int Column);
