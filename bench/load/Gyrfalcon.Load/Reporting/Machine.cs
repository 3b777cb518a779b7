using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;

namespace Gyrfalcon.Load.Reporting;

/// <summary>What the numbers were measured on.</summary>
internal static class Machine
{
    public static IEnumerable<(string Name, string Value)> Describe()
    {
        yield return ("CPU", $"{Field("/proc/cpuinfo", "model name", ':')}, {CoresOnline()} cores" + (Field("/proc/cpuinfo", "flags", ':').Contains(" hypervisor") ? ", virtual machine" : ""));
        yield return ("memory", $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20:#,0} MiB");
        yield return ("kernel", File.ReadAllText("/proc/sys/kernel/osrelease").Trim() + " " + RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant());
        yield return ("system", Field("/etc/os-release", "PRETTY_NAME", '=').Trim('"'));
    }

    public static int CoresOnline() => File.ReadLines("/proc/stat").Count(line => line.StartsWith("cpu", StringComparison.Ordinal) && char.IsAsciiDigit(line[3]));

    private static string Field(string path, string name, char separator) =>
        File.ReadLines(path).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(separator, 2)[1].Trim() ?? "unknown";
}
