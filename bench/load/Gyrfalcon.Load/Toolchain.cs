using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Xml.Linq;
using Gyrfalcon.Load.Processes;

namespace Gyrfalcon.Load;

/// <summary>Builds what the run needs into artifacts/load and asks programs for their versions.</summary>
internal sealed class Toolchain(Options options, CancellationToken cancellation)
{
    private static readonly TimeSpan BuildPatience = TimeSpan.FromMinutes(6);

    public string Directory { get; } = Path.Combine(options.Repository, "artifacts", "load");

    public string Load { get; } = Path.Combine(options.Repository, "bench", "load");

    /// <summary>Compiles bench/load/native/NAME.c and returns the program's path.</summary>
    /// <param name="name">The source's name without its ending, and the program's.</param>
    /// <param name="libraries">What it is linked with, as the linker calls it: <c>ssl</c>.</param>
    public string Native(string name, params IEnumerable<string> libraries)
    {
        var source = Path.Combine(Load, "native", name + ".c");
        var program = Path.Combine(Directory, "bin", name);
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(program)!);
        Build($"{name}.c", new Command("cc", ["-O2", "-Wall", "-Wextra", "-Werror", "-o", program, source, .. libraries.Select(library => "-l" + library)]));
        return program;
    }

    public string PublishGyr()
    {
        var target = Path.Combine(Directory, "gyr");
        Build("gyr with NativeAOT", Publish(Path.Combine(options.Repository, "src", "Gyrfalcon"), target));
        return Path.Combine(target, "gyr");
    }

    public string PublishYarp()
    {
        var target = Path.Combine(Directory, "yarp");
        Build("the YARP host", Publish(Path.Combine(Load, "yarp"), target));
        return Path.Combine(target, "Gyrfalcon.Load.Yarp.dll");
    }

    public string YarpVersion() =>
        "YARP " + XDocument.Load(Path.Combine(options.Repository, "Directory.Packages.props")).Descendants("PackageVersion")
            .First(package => package.Attribute("Include")?.Value == "Yarp.ReverseProxy").Attribute("Version")!.Value + $" on .NET {Environment.Version}";

    /// <summary>The first line that the program says of its version.</summary>
    public string VersionOf(string program, string argument) =>
        ForegroundProcess.Run(new Command(program, [argument]), TimeSpan.FromSeconds(20), cancellation).Split('\n')[0].Trim();

    /// <summary>The version of a Debian package, for programs that do not tell their own.</summary>
    public string PackageVersion(string package) =>
        ForegroundProcess.Run(new Command("dpkg-query", ["-W", "-f", "${Version}", package]), TimeSpan.FromSeconds(20), cancellation).Trim();

    /// <summary>The commit that is checked out, with a mark when the tree differs from it.</summary>
    public string Commit() =>
        "commit " + ForegroundProcess.Run(new Command("git", ["-C", options.Repository, "describe", "--always", "--dirty", "--abbrev=10"]), TimeSpan.FromSeconds(20), cancellation).Trim();

    private static Command Publish(string project, string target) =>
        new("dotnet", ["publish", project, "-c", "Release", "-o", target, "-v", "quiet", "-nologo", "-nodeReuse:false", "-p:UseSharedCompilation=false"]);

    private void Build(string what, Command command)
    {
        Console.Error.WriteLine($"building {what}");
        ForegroundProcess.Run(command, BuildPatience, cancellation);
    }
}
