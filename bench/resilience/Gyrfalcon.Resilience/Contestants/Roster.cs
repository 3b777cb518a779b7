using System.Collections.Generic;
using System.IO;
using System.Linq;
using Gyrfalcon.Load;
using Gyrfalcon.Load.Processes;

namespace Gyrfalcon.Resilience.Contestants;

/// <summary>Chooses the contestants of a run and builds those that must be built.</summary>
internal sealed class Roster(Options options, Toolchain toolchain)
{
    public IReadOnlyList<Contestant> Choose()
    {
        List<Contestant> all = [];
        if (Wants("gyr") || options.Gyr.Count > 0)
            all.AddRange(Gyrs());
        if (Wants("nginx"))
            all.Add(new Contestant("nginx", toolchain.VersionOf("nginx", "-v"), Template("nginx.conf"), "nginx.conf", new Command("nginx", ["-c", "{{directory}}/nginx.conf", "-p", "{{directory}}"])));
        if (Wants("haproxy"))
            all.Add(new Contestant("haproxy", toolchain.VersionOf("haproxy", "-v"), Template("haproxy.cfg"), "haproxy.cfg", new Command("haproxy", ["-db", "-f", "{{directory}}/haproxy.cfg"])));
        foreach (var name in options.Contestants.Where(name => !all.Exists(contestant => contestant.Name == name)))
            throw new LoadException($"There is no contestant named {name}; there are {string.Join(", ", all.Select(contestant => contestant.Name))}.");
        return all.Count > 0 ? all : throw new LoadException("No contestant is left.");
    }

    private bool Wants(string name) => options.Contestants.Count == 0 || options.Contestants.Contains(name);

    private string Template(string name) => Path.Combine(toolchain.Home, "contestants", name);

    private IEnumerable<Contestant> Gyrs()
    {
        IEnumerable<(string Program, string Label, string Version)> builds = options.Gyr.Count == 0
            ? [(toolchain.PublishGyr(), "gyr", toolchain.Commit())]
            : options.Gyr.Select(Given);
        var template = options.GyrConfiguration is { } given ? Path.GetFullPath(given) : Template("gyr.yaml");
        return builds.Where(build => Wants(build.Label) || Wants("gyr"))
            .Select(build => new Contestant(build.Label, build.Version, template, "gyr.yaml", new Command(build.Program, ["run", "--config", "{{directory}}/gyr.yaml"])));
    }

    private static (string Program, string Label, string Version) Given(string given)
    {
        var colon = given.LastIndexOf(':');
        var (path, label) = colon > 0 ? (given[..colon], given[(colon + 1)..]) : (given, "gyr");
        var program = Path.GetFullPath(Directory.Exists(path) ? Path.Combine(path, "gyr") : path);
        return File.Exists(program) ? (program, label, program) : throw new LoadException($"--gyr {given}: there is no file {program}.");
    }
}
