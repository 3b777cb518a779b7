using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Gyrfalcon.Load.Processes;

/// <summary>A process and its descendants: nginx's master has a worker, and both count.</summary>
internal static class ProcessTree
{
    public static List<int> Of(int root)
    {
        var tree = new List<int> { root };
        for (var at = 0; at < tree.Count; at++)
            tree.AddRange(ChildrenOf(tree[at]));
        return tree;
    }

    /// <summary>Resident memory (VmRSS) of the whole tree, in KiB. Pages shared by two of its processes count twice.</summary>
    public static long ResidentKiB(int root) => Of(root).Sum(ResidentKiBOf);

    public static bool Exists(int pid) => Directory.Exists($"/proc/{pid}");

    /// <summary>True when a process of the tree holds an io_uring instance open.</summary>
    public static bool HoldsRing(int root) => Of(root).SelectMany(OpenFiles).Any(target => target == "anon_inode:[io_uring]");

    private static IEnumerable<string?> OpenFiles(int pid) =>
        new DirectoryInfo($"/proc/{pid}/fd").EnumerateFileSystemInfos().Select(file => file.LinkTarget);

    private static IEnumerable<int> ChildrenOf(int pid)
    {
        try
        {
            return Directory.GetDirectories($"/proc/{pid}/task")
                .SelectMany(task => File.ReadAllText($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Select(child => int.Parse(child, CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return []; // it has ended meanwhile
        }
    }

    private static long ResidentKiBOf(int pid)
    {
        try
        {
            var line = File.ReadLines($"/proc/{pid}/status").FirstOrDefault(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
