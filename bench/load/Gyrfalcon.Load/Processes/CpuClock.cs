namespace Gyrfalcon.Load.Processes;

/// <summary>User and system time that a process has used, from the kernel's per-process clock: nanosecond steps, all threads, dead ones too.</summary>
internal static class CpuClock
{
    // MAKE_PROCESS_CPUCLOCK(pid, CPUCLOCK_SCHED) of the kernel's posix-timers.h, which clock_getcpuclockid(3) returns.
    private const int SchedulerClock = 2;

    /// <summary>Microseconds used so far by a process and its living descendants.</summary>
    public static double MicrosecondsOfTree(int root)
    {
        var total = 0.0;
        foreach (var pid in ProcessTree.Of(root))
        {
            if (LibC.ClockGetTime((~pid << 3) | SchedulerClock, out var time) == 0)
                total += (time.Seconds * 1e6) + (time.Nanoseconds / 1e3);
        }

        return total;
    }
}
