using System;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Gyrfalcon.Soak;

/// <summary>A look at the process from outside.</summary>
/// <param name="At">Time since the start.</param>
/// <param name="Events">Exchanges and the like until then.</param>
/// <param name="ResidentKiB">VmRSS.</param>
/// <param name="Sockets">Descriptors that are sockets.</param>
/// <param name="Pipes">Descriptors that are pipes.</param>
/// <param name="OtherDescriptors">All other descriptors but assemblies.</param>
/// <param name="Threads">Threads.</param>
public sealed record ProcessSample(TimeSpan At, long Events, long ResidentKiB, int Sockets, int Pipes, int OtherDescriptors, int Threads)
{
    /// <summary>Reads /proc.</summary>
    public static ProcessSample Take(int pid, TimeSpan at, long events)
    {
        // Assemblies stay open where the program is not compiled ahead of time, and are opened when they are first needed.
        string[] targets = [.. new DirectoryInfo($"/proc/{pid}/fd").EnumerateFileSystemInfos().Select(file => file.LinkTarget ?? "")
            .Where(target => !target.EndsWith(".dll", StringComparison.Ordinal))];
        int sockets = targets.Count(target => target.StartsWith("socket:", StringComparison.Ordinal));
        int pipes = targets.Count(target => target.StartsWith("pipe:", StringComparison.Ordinal));
        string[] status = File.ReadAllLines($"/proc/{pid}/status");
        return new ProcessSample(at, events, Number(status, "VmRSS:"), sockets, pipes, targets.Length - sockets - pipes, (int)Number(status, "Threads:"));
    }

    private static long Number(string[] status, string key) =>
        long.Parse(status.First(line => line.StartsWith(key, StringComparison.Ordinal)).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
