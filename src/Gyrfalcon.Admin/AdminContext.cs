using System;
using System.Linq;
using System.Threading.Tasks;
using Gyrfalcon.Admin.Live;
using Gyrfalcon.Admin.Otlp;
using Gyrfalcon.Admin.State;
using Gyrfalcon.Proxy;
using Gyrfalcon.Proxy.Reload;
using Gyrfalcon.Proxy.Telemetry;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Admin;

/// <summary>What the admin address is about.</summary>
/// <param name="Proxy">What runs.</param>
/// <param name="Reloader">The way to change it.</param>
/// <param name="CanReload">There is a configuration file to read again.</param>
/// <param name="Upgrade">Lets another process take over for whom it is told, and stands in the audit then; null if that makes no sense.</param>
/// <param name="Log">Told where it listens, or why not.</param>
public sealed record AdminContext(ProxyServer Proxy, Reloader Reloader, bool CanReload, Func<string, Task<UpgradeAnswer>>? Upgrade, OperationalLog Log)
{
    /// <summary>When the process began, in UTC.</summary>
    public DateTime StartedAt { get; init; } = DateTime.UtcNow;

    /// <summary>What came of sending telemetry to a collector.</summary>
    public ExportCounts? Exports { get; init; }

    /// <summary>Where changes are kept over a restart; null if they are not.</summary>
    public StateStore? State { get; init; }

    /// <summary>Looks at it once a second, for as long as the admin address is served.</summary>
    internal LiveFeed? Live { get; init; }

    /// <summary>What its files say of whom it may answer.</summary>
    internal AdminSecrets? Secrets { get; init; }

    internal ClusterMembership? FindCluster(string name) => Proxy.Snapshot.Memberships.FirstOrDefault(each => each.Cluster.Name == name);
}
