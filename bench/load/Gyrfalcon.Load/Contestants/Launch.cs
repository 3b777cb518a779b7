using System.Collections.Generic;
using Gyrfalcon.Load.Processes;

namespace Gyrfalcon.Load.Contestants;

/// <summary>How to start a contestant: the files to write into its directory first, and the command.</summary>
public sealed record Launch(Command Command)
{
    /// <summary>File name to text.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();
}
