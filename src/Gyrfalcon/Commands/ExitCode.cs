namespace Gyrfalcon.Commands;

/// <summary>What the process tells whoever started it.</summary>
internal static class ExitCode
{
    internal const int Ok = 0;

    /// <summary>The configuration or the start failed.</summary>
    internal const int Failed = 1;

    internal const int WrongUsage = 2;
}
