using System.Runtime.InteropServices;

namespace Gyrfalcon.Engine.Native;

/// <summary>How many descriptors this process may hold open (RLIMIT_NOFILE, getrlimit(2)).</summary>
public static unsafe partial class DescriptorLimit
{
    private const int NoFile = 7;

    /// <summary>Raises the limit as far as an unprivileged process may; returns the limit now in force.</summary>
    public static long Raise()
    {
        ResourceLimit limit;
        if (GetLimit(NoFile, &limit) < 0) return long.MaxValue;
        ResourceLimit raised = limit with { Soft = limit.Hard };
        if (limit.Soft < limit.Hard && SetLimit(NoFile, &raised) == 0) limit = raised;
        return limit.Soft > long.MaxValue ? long.MaxValue : (long)limit.Soft;
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, ResourceLimit* limit);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, ResourceLimit* limit);

    /// <summary>struct rlimit.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private record struct ResourceLimit
    {
        internal ulong Soft;
        internal ulong Hard;
    }
}
