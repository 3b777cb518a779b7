using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Gyrfalcon.Load.Contestants;

/// <summary>Chooses the contestants of a run and builds those that must be built.</summary>
internal static class Roster
{
    private static readonly string[] Groups = ["floor", "gyr", "nginx", "haproxy", "yarp"];

    public static IReadOnlyList<Contestant> Choose(Options options, Toolchain toolchain)
    {
        var wanted = options.Profile is { } profiled ? [profiled] : options.Proxies;
        var all = Groups.Where(group => wanted.Count == 0 || wanted.Any(name => IsOrIsWithin(name, group, options)))
            .SelectMany(group => Make(group, options, toolchain)).ToList();
        foreach (var name in wanted.Where(name => !all.Exists(contestant => Matches(contestant, name))))
            throw new LoadException($"There is no contestant named {name}; there are {string.Join(", ", Groups)}, and gyr/io_uring or LABEL/DRIVER for one gyr.");
        var chosen = all.Where(contestant => wanted.Count == 0 || wanted.Any(name => Matches(contestant, name))).ToList();
        if (chosen.GroupBy(contestant => contestant.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new LoadException($"Two contestants are named {twice.Key}; give each --gyr a label of its own, PATH:label.");
        return chosen;
    }

    private static bool Matches(Contestant contestant, string name) => contestant.Name == name || contestant.Group == name;

    // A gyr goes by its label, so whatever is not another group's name may be one.
    private static bool IsOrIsWithin(string name, string group, Options options) =>
        name == group || (group == "gyr" && (name.StartsWith("gyr/", StringComparison.Ordinal) || (options.Gyr.Count > 0 && !Groups.Contains(name))));

    private static IEnumerable<Contestant> Make(string group, Options options, Toolchain toolchain) => group switch
    {
        "floor" => [new Floor(toolchain.Native("floor"))],
        "gyr" => Gyrs(options, toolchain),
        "nginx" => [new Nginx(toolchain.VersionOf("nginx", "-v"))],
        "haproxy" => [new HaProxy(toolchain.VersionOf("haproxy", "-v"))],
        _ => [new Yarp(toolchain.PublishYarp(), toolchain.YarpVersion())],
    };

    private static IEnumerable<Contestant> Gyrs(Options options, Toolchain toolchain)
    {
        IEnumerable<(string Program, string Label, string Version)> builds = options.Gyr.Count == 0
            ? [(toolchain.PublishGyr(), "gyr", toolchain.Commit())]
            : options.Gyr.Select(given => Given(given));
        string?[] collectors = options.Telemetry ? [null, new Collector().Url] : [null];
        return from build in builds from collector in collectors from driver in options.Drivers select new Gyr(build.Program, build.Label, driver, build.Version, collector);
    }

    private static (string Program, string Label, string Version) Given(string given)
    {
        var colon = given.LastIndexOf(':');
        var (path, label) = colon > 0 ? (given[..colon], given[(colon + 1)..]) : (given, "gyr");
        var program = Path.GetFullPath(Directory.Exists(path) ? Path.Combine(path, "gyr") : path);
        return File.Exists(program) ? (program, label, program) : throw new LoadException($"--gyr {given}: there is no file {program}.");
    }
}
