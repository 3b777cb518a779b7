using System;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Explaining;

namespace Gyrfalcon.Commands;

/// <summary><c>gyr explain --sign</c>: the field that lets the answer to a request tell why it is as it is.</summary>
internal static class SignedField
{
    private static readonly TimeSpan UsualTime = TimeSpan.FromMinutes(5);

    internal static int Print(string keyFile, string method, string url, string? time)
    {
        TimeSpan lifetime = time is not null && DurationOption.TryParse(time, out TimeSpan told) ? told : UsualTime;
        string? value = null;
        if (ExplainKeys.ReadFile(keyFile, out string? problem) is not { } keys) problem = $"the file `{keyFile}` {problem}";
        else value = ExplainSignature.TrySign(keys[0], DateTimeOffset.UtcNow + lifetime, method, url, out problem);
        if (value is null)
        {
            Console.Error.WriteLine($"gyr: {problem}");
            return ExitCode.Failed;
        }

        Console.Out.WriteLine($"{ExplainSignature.FieldName}: {value}");
        return ExitCode.Ok;
    }
}
