using System.Collections.Generic;
using System.Linq;

namespace Gyrfalcon.Load.Contestants;

/// <summary>How a contestant was started, for the report.</summary>
internal sealed record Launched(string Title, string Command, IReadOnlyDictionary<string, string> Files)
{
    public static Launched From(Contestant contestant, string variant, Launch launch) => new(
        variant.Length > 0 ? $"{contestant.Name}, {variant}" : contestant.Name,
        string.Join(' ', [.. launch.Command.Environment.Select(setting => $"{setting.Key}={setting.Value}"), launch.Command.ToString()]),
        launch.Files);
}
