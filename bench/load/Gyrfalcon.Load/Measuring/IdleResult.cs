namespace Gyrfalcon.Load.Measuring;

/// <summary>What idle client connections cost a proxy in resident memory.</summary>
/// <param name="Workload">The workload's name.</param>
/// <param name="Contestant">The contestant's name.</param>
/// <param name="Connections">How many were open.</param>
/// <param name="BeforeKiB">Resident memory of the warm process without them.</param>
/// <param name="AfterKiB">Resident memory with them, when it no longer changed.</param>
/// <param name="Failed">Connections whose one request was not answered.</param>
/// <param name="Closed">Connections that the proxy had closed by the end.</param>
public sealed record IdleResult(string Workload, string Contestant, int Connections, long BeforeKiB, long AfterKiB, long Failed, long Closed)
{
    public double BytesPerConnection => (AfterKiB - BeforeKiB) * 1024.0 / Connections;

    public long Errors => Failed + Closed;
}
