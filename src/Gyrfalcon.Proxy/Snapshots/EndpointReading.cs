using System;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Configuration.Values;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Proxy.Snapshots;

/// <summary>Endpoints that do not come from a configuration: from an operator, or from what was kept over a restart.</summary>
public static class EndpointReading
{
    /// <summary>Reads one by the rules of the configuration; null with a sentence in <paramref name="problem"/>.</summary>
    /// <param name="url">As in <c>clusters.X.endpoints</c>.</param>
    /// <param name="weight">0 to 1000.</param>
    /// <param name="isBackup">See <see cref="Endpoint.IsBackup"/>.</param>
    /// <param name="maxRequests">1 to 10,000,000; 0 for no limit.</param>
    /// <param name="problem">What is wrong, and what would be right.</param>
    public static EndpointSpec? Read(string url, int weight, bool isBackup, int maxRequests, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(url);
        problem = weight is < 0 or > 1000 ? "the weight is a whole number, 0 to 1000"
            : maxRequests is < 0 or > 10_000_000 ? "the most requests are a whole number, 1 to 10000000, or none"
            : null;
        if (problem is not null) return null;
        if (EndpointUrlText.Parse(url).Succeeded(out EndpointConfig? endpoint, out Complaint? complaint))
            return SnapshotCompiler.Compile(endpoint with { Weight = weight, Backup = isBackup, MaxRequests = maxRequests == 0 ? null : maxRequests });
        problem = $"{complaint.Problem}; {complaint.Remedy}";
        return null;
    }

    /// <summary>A weight without <see cref="Read"/>.</summary>
    public static bool IsWeight(int weight) => weight is >= 0 and <= 1000;
}
