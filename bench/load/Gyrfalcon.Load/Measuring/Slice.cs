namespace Gyrfalcon.Load.Measuring;

/// <summary>One contestant under one workload for a few seconds.</summary>
/// <param name="Workload">The workload's name.</param>
/// <param name="Contestant">The contestant's name.</param>
/// <param name="Round">Counted from 1.</param>
/// <param name="Load">What the load generator saw.</param>
/// <param name="CpuMicroseconds">User and system time that the proxy used.</param>
/// <param name="OthersShare">Share of the slice, 0 to 1, that the proxy's core spent on anything but the proxy; steps of 10 ms.</param>
/// <param name="ResidentKiB">Resident memory of the proxy right after the slice.</param>
public sealed record Slice(
    string Workload, string Contestant, int Round, LoadResult Load, double CpuMicroseconds, double OthersShare, long ResidentKiB)
{
    public double CpuPerRequest => CpuMicroseconds / Load.Requests;

    public double RequestsPerSecond => Load.Requests / (Load.Microseconds / 1e6);

    /// <summary>True when another process had more than a twentieth of the proxy's core.</summary>
    public bool IsDisturbed => OthersShare > 0.05;
}
