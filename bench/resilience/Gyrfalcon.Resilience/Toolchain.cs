using System;
using System.IO;
using System.Threading;
using Gyrfalcon.Load.Processes;

namespace Gyrfalcon.Resilience;

/// <summary>Builds what the run needs into artifacts/resilience and asks programs for their versions.</summary>
internal sealed class Toolchain(Options options, CancellationToken cancellation)
{
    private static readonly TimeSpan BuildPatience = TimeSpan.FromMinutes(6);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Where what is built and what a run writes goes.</summary>
    public string Artifacts { get; } = Path.Combine(options.Repository, "artifacts", "resilience");

    /// <summary>bench/resilience.</summary>
    public string Home { get; } = Path.Combine(options.Repository, "bench", "resilience");

    public string BuildOrigin()
    {
        var program = Path.Combine(Artifacts, "bin", "origin");
        Directory.CreateDirectory(Path.GetDirectoryName(program)!);
        Build("origin.c", new Command("cc", ["-O2", "-Wall", "-Wextra", "-Werror", "-o", program, Path.Combine(Home, "native", "origin.c")]));
        return program;
    }

    public string PublishGyr()
    {
        var target = Path.Combine(Artifacts, "gyr");
        Build("gyr with NativeAOT", new Command("dotnet", ["publish", Path.Combine(options.Repository, "src", "Gyrfalcon"), "-c", "Release", "-o", target,
            "-v", "quiet", "-nologo", "-nodeReuse:false", "-p:UseSharedCompilation=false"]));
        return Path.Combine(target, "gyr");
    }

    /// <summary>The first line that the program says of its version.</summary>
    public string VersionOf(string program, string argument) =>
        ForegroundProcess.Run(new Command(program, [argument]), Patience, cancellation).Split('\n')[0].Trim();

    /// <summary>The commit that is checked out, with a mark when the tree differs from it.</summary>
    public string Commit() =>
        "commit " + ForegroundProcess.Run(new Command("git", ["-C", options.Repository, "describe", "--always", "--dirty", "--abbrev=10"]), Patience, cancellation).Trim();

    /// <summary>Allows this process, all its threads and what it starts on one core only.</summary>
    public void MoveTo(int core) =>
        ForegroundProcess.Run(new Command("taskset", ["-a", "-p", "-c", FormattableString.Invariant($"{core}"), FormattableString.Invariant($"{Environment.ProcessId}")]), Patience, cancellation);

    private void Build(string what, Command command)
    {
        Console.Error.WriteLine($"building {what}");
        ForegroundProcess.Run(command, BuildPatience, cancellation);
    }
}
